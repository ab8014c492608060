#!/usr/bin/python3
"""Writes golden/*.json: geometry and HU of real series, read by pydicom and numpy only.

Run from anywhere with Debian's python3-pydicom and python3-numpy; the data is looked for in
$BOLUS_TEST_DATA, else ../shared/data from the project's root. Nothing of Bolus is used here.
"""
import hashlib
import json
import os
import pathlib

import numpy as np
import pydicom

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("BOLUS_TEST_DATA", HERE.parents[2] / "shared" / "data"))

SERIES = {
    "ct_liver_hcc_tace_seg_006": "ct_liver_hcc_tace_seg_006",
    "ct_kidney_c4kc_kits": "ct_kidney_c4kc_kits/KiTS-00072_arterial",
    "mr_liver_tcga_lihc": "mr_liver_tcga_lihc",
    "ct_pancreas_cptac_pda": "ct_pancreas_cptac_pda",
}


def read(folder):
    series = {}
    for path in sorted(folder.rglob("*")):
        try:
            data = pydicom.dcmread(path)
        except (pydicom.errors.InvalidDicomError, IsADirectoryError):
            continue
        if "ImagePositionPatient" in data:
            series.setdefault(data.SeriesInstanceUID, []).append(data)
    return series


def along(data):
    cosines = np.array(data.ImageOrientationPatient, float)
    normal = np.cross(cosines[:3], cosines[3:])
    return float(np.dot(np.array(data.ImagePositionPatient, float), normal))


def stacks(instances):
    """Runs of one spacing: a jump of more than a tenth from the run's first step ends it."""
    instances = sorted(instances, key=along)
    runs = [[instances[0]]]
    for data in instances[1:]:
        run = runs[-1]
        step = along(data) - along(run[-1])
        if len(run) > 1 and abs(step - (along(run[1]) - along(run[0]))) > 0.1 * step:
            runs.append([data])
        else:
            run.append(data)
    return runs


def values(data):
    """Modality LUT applied to the stored values."""
    slope = float(data.get("RescaleSlope", 1))
    intercept = float(data.get("RescaleIntercept", 0))
    stored = data.pixel_array
    if data.PixelRepresentation == 0:  # bits above BitsStored are not the value's (PS3.5 8.1.1)
        stored = stored & (2 ** data.BitsStored - 1)
    return stored.astype(np.float64) * slope + intercept


def digest(volume):
    """SHA-256 of the voxels: int16 where all are whole numbers, else float32; little endian."""
    whole = np.array_equal(volume, np.round(volume))
    return hashlib.sha256(volume.astype("<i2" if whole else "<f4").tobytes()).hexdigest()


def describe(run):
    volume = np.stack([values(data) for data in run])
    cosines = np.array(run[0].ImageOrientationPatient, float)
    normal = np.cross(cosines[:3], cosines[3:])
    steps = np.diff([along(data) for data in run])
    depth, rows, columns = volume.shape
    rng = np.random.default_rng(7)
    samples = []
    for _ in range(24):
        k, j, i = (int(rng.integers(n)) for n in (depth, rows, columns))
        samples.append([i, j, k, float(volume[k, j, i])])
    spacing = [float(run[0].PixelSpacing[1]), float(run[0].PixelSpacing[0])]
    direction = np.stack([cosines[:3], cosines[3:], normal], axis=1)
    return {
        "size": [columns, rows, depth],
        "spacing": spacing + [float(np.median(steps)) if depth > 1 else float(run[0].SliceThickness)],
        "origin": [float(x) for x in run[0].ImagePositionPatient],
        "direction": [float(x) for x in direction.flatten()],
        "samples": samples,
        "sha256": digest(volume),
    }


def write(name, content):
    path = HERE / "golden" / f"{name}.json"
    path.write_text(json.dumps(content, indent=1) + "\n")


def main():
    (HERE / "golden").mkdir(exist_ok=True)
    for name, folder in SERIES.items():
        series = read(DATA / folder)
        write(name, {"folder": folder, "series": [
            {"series_uid": uid, "volumes": [describe(run) for run in stacks(instances)]}
            for uid, instances in sorted(series.items())]})
    images = {}
    for path in sorted((DATA / "edge_dicom/nema_wg04/REF").iterdir()):
        images[path.name.split("_")[0]] = digest(values(pydicom.dcmread(path)))
    write("nema_wg04", images)


if __name__ == "__main__":
    main()
