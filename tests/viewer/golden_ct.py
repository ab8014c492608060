"""The real CT that make_golden.py and make_measure_golden.py read with pydicom."""
import pathlib

ROOT = pathlib.Path("../shared/data/ct_liver_hcc_tace_seg_006")


def longest_series():
    """Its UID, and the data sets of its slices from below."""
    import pydicom  # only where the CT is
    series = {}
    for path in sorted(p for p in ROOT.rglob("*") if p.is_file()):
        try:
            header = pydicom.dcmread(path)
        except pydicom.errors.InvalidDicomError:
            continue
        if "ImagePositionPatient" in header:
            series.setdefault(header.SeriesInstanceUID, []).append(header)
    uid, slices = max(series.items(), key=lambda entry: len(entry[1]))
    return uid, sorted(slices, key=lambda s: float(s.ImagePositionPatient[2]))
