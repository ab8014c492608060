#!/usr/bin/python3
"""Writes golden/segmentation_real.json: of real segmentations under ../shared/data, how many voxels
each segment has, and where their middle lies, read with pydicom. Run from the project's root."""
import json
import pathlib

import numpy as np
import pydicom

DATA = pathlib.Path("../shared/data/edge_dicom")
FILES = ["dcmqi/segmentations/liver.dcm", "dcmqi/segmentations/partial_overlaps.dcm",
         "dcmqi/segmentations/sparse-labelmap-noppv.dcm", "dcmqi/sr-example/seg.dcm",
         "pydicom-data/liver_expb.dcm", "pydicom-data/liver_nonbyte_aligned.dcm",
         "highdicom/seg_image_ct_binary_overlap.dcm", "highdicom/seg_image_ct_true_fractional.dcm"]


def group(data, frame, name):
    own = data.PerFrameFunctionalGroupsSequence[frame]
    return (own if name in own else data.SharedFunctionalGroupsSequence[0])[name].value[0]


def points(data, frame, mask):
    spacing = [float(v) for v in group(data, frame, "PixelMeasuresSequence").PixelSpacing]
    cosines = np.array(group(data, frame, "PlaneOrientationSequence").ImageOrientationPatient, float)
    origin = np.array(group(data, frame, "PlanePositionSequence").ImagePositionPatient, float)
    rows, columns = np.nonzero(mask)
    return origin + np.outer(columns * spacing[1], cosines[:3]) + np.outer(rows * spacing[0], cosines[3:])


golden = []
for name in FILES:
    data = pydicom.dcmread(DATA / name)
    pixels = data.pixel_array.reshape(-1, data.Rows, data.Columns)
    segments = []
    for segment in data.SegmentSequence:
        number, places = int(segment.SegmentNumber), []
        for frame, picture in enumerate(pixels):
            if data.SegmentationType == "LABELMAP":
                places.append(points(data, frame, (picture == number) & (picture != 0)))
            elif group(data, frame, "SegmentIdentificationSequence").ReferencedSegmentNumber == number:
                places.append(points(data, frame, picture))
        places = np.concatenate(places)
        middle = places.mean(axis=0).round(4).tolist() if len(places) else None
        segments.append({"label": str(segment.SegmentLabel), "voxels": len(places), "middle": middle})
    golden.append({"file": name, "segments": segments})
pathlib.Path("tests/dicom/golden/segmentation_real.json").write_text(json.dumps(golden, indent=1) + "\n")
