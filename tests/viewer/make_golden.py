#!/usr/bin/python3
"""Writes golden_ct_liver.json: HU of single voxels of the real CT, read with pydicom, and where the
headers say they are (PS3.3 C.7.6.2.1.1). Run from the project's root, with ../shared/data there."""
import json
import pathlib

import numpy
import pydicom

from golden_ct import longest_series

PIXELS = [(256, 256), (100, 300), (180, 220), (300, 400), (256, 330), (400, 250), (60, 256)]  # column, row

uid, slices = longest_series()
voxels = []
for number in (0, 17, 54, 80, len(slices) - 1):
    s = slices[number]
    row_cosines = numpy.array([float(v) for v in s.ImageOrientationPatient[:3]])
    column_cosines = numpy.array([float(v) for v in s.ImageOrientationPatient[3:]])
    origin = numpy.array([float(v) for v in s.ImagePositionPatient])
    row_spacing, column_spacing = (float(v) for v in s.PixelSpacing)
    hu = s.pixel_array * float(s.RescaleSlope) + float(s.RescaleIntercept)
    for column, row in PIXELS:
        point = origin + row_cosines * column * column_spacing + column_cosines * row * row_spacing
        voxels.append({"lps": [round(float(v), 4) for v in point], "hu": float(hu[row, column])})

out = {"source": "TCIA HCC-TACE-Seg, read with pydicom " + pydicom.__version__, "series": uid,
       "slices": len(slices), "voxels": voxels}
pathlib.Path("tests/viewer/golden_ct_liver.json").write_text(json.dumps(out, indent=1) + "\n")
