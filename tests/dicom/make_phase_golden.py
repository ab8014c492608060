#!/usr/bin/python3
"""HU of the aorta and the liver in public CTs, in discs that a person placed, for test_real_phases.

usage: make_phase_golden.py DATA > golden/phases.json     DATA: the shared test data's folder
"""
import json
import pathlib
import sys

import numpy
import pydicom

# folder, slice from the feet, column, row, radius in pixels, structure
DISCS = [
    ("ct_liver_hcc_tace_seg_006", 40, 267, 278, 6, "aorta"),
    ("ct_liver_hcc_tace_seg_006", 60, 282, 312, 6, "aorta"),
    ("ct_liver_hcc_tace_seg_006", 60, 150, 200, 10, "liver"),
    ("ct_kidney_c4kc_kits/KiTS-00072_arterial", 4, 262, 337, 6, "aorta"),
    ("ct_pancreas_cptac_pda", 12, 255, 301, 6, "aorta"),
    ("ct_pancreas_cptac_pda", 20, 254, 311, 6, "aorta"),
    ("ct_pancreas_cptac_pda", 20, 170, 230, 10, "liver"),
]


def largest_series(folder):
    series = {}
    for path in pathlib.Path(folder).rglob("*"):
        try:
            data = pydicom.dcmread(path)
        except Exception:
            continue
        if "PixelData" in data and "ImagePositionPatient" in data:
            series.setdefault(data.SeriesInstanceUID, []).append(data)
    slices = max(series.values(), key=len)
    return sorted(slices, key=lambda s: float(s.ImagePositionPatient[2]))


def main():
    data = pathlib.Path(sys.argv[1])
    values = {}
    for folder, number, column, row, radius, structure in DISCS:
        image = largest_series(data / folder)[number]
        hu = image.pixel_array * float(image.RescaleSlope) + float(image.RescaleIntercept)
        rows, columns = numpy.ogrid[: hu.shape[0], : hu.shape[1]]
        disc = (columns - column) ** 2 + (rows - row) ** 2 <= radius**2
        values.setdefault(folder, {}).setdefault(structure, []).append(float(hu[disc].mean()))
    golden = {
        folder: {name: round(sum(all_) / len(all_), 1) for name, all_ in structures.items()}
        for folder, structures in values.items()
    }
    print(json.dumps(golden, indent=1))


main()
