#!/usr/bin/python3
"""Writes segmentation/*.dcm and golden/segmentation.json: segmentations by pydicom, and where numpy
finds which value in them. Files named broken-… must be refused with a sentence that has the words
of their golden row. Run from anywhere. Debian packages: python3-pydicom python3-numpy.
"""
import json
import pathlib

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.pixel_data_handlers.numpy_handler import pack_bits
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

HERE = pathlib.Path(__file__).resolve().parent
ROOT = "1.2.826.0.1.3680043.10.778."
SEGMENTATION, LABEL_MAP = "1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7"
ROWS, COLUMNS, SLICES = 7, 9, 6
SPACING = [0.8, 0.5, 2.5]  # between rows, columns, slices
COSINES = [0.8, 0.6, 0.0, 0.0, 0.0, -1.0]  # oblique, nearly coronal
ORIGIN = np.array([-10.0, 20.0, 30.0])
LAB = {1: (35579, 53664, 50858), 2: None}  # CIELab of sRGB red, D50; and one without


def item(**values):
    data = Dataset()
    for name, value in values.items():
        setattr(data, name, value)
    return data


def group(**values):
    return Sequence([item(**values)])


def position(slice_):
    right, down = np.array(COSINES[:3]), np.array(COSINES[3:])
    return ORIGIN + slice_ * SPACING[2] * np.cross(right, down)


def place(column, row, slice_):
    right, down = np.array(COSINES[:3]), np.array(COSINES[3:])
    return position(slice_) + column * SPACING[1] * right + row * SPACING[0] * down


def segment(number):
    described = item(SegmentNumber=number, SegmentLabel=f"Part {number}", SegmentAlgorithmType="MANUAL")
    if LAB.get(number):
        described.RecommendedDisplayCIELabValue = list(LAB[number])
    return described


def new_object(number, kind, bits):
    label_map = kind == "LABELMAP"
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = LABEL_MAP if label_map else SEGMENTATION
    meta.MediaStorageSOPInstanceUID = f"{ROOT}{number}.3"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    data.is_little_endian, data.is_implicit_VR = True, False
    data.SOPClassUID, data.SOPInstanceUID = meta.MediaStorageSOPClassUID, f"{ROOT}{number}.3"
    data.StudyInstanceUID, data.SeriesInstanceUID = f"{ROOT}1", f"{ROOT}{number}.2"
    data.FrameOfReferenceUID = f"{ROOT}4"
    data.PatientID, data.PatientName, data.Modality = "S1", "Segment^Ed", "SEG"
    data.ContentLabel, data.SeriesDescription = "PARTS", f"Parts, {kind.lower()}"
    data.Rows, data.Columns, data.SamplesPerPixel = ROWS, COLUMNS, 1
    data.PhotometricInterpretation, data.PixelRepresentation = "MONOCHROME2", 0
    data.BitsAllocated = data.BitsStored = bits
    data.HighBit = bits - 1
    data.SegmentationType = kind
    data.SegmentSequence = Sequence([segment(1), segment(2)])
    data.ReferencedSeriesSequence = group(SeriesInstanceUID=f"{ROOT}9")
    data.SharedFunctionalGroupsSequence = group(
        PixelMeasuresSequence=group(PixelSpacing=SPACING[:2], SliceThickness=SPACING[2],
                                    SpacingBetweenSlices=SPACING[2]),
        PlaneOrientationSequence=group(ImageOrientationPatient=COSINES))
    return data


def frames_of(data, frames):
    """frames: (slice, segment or None, pixels)."""
    own = []
    for slice_, number, _ in frames:
        groups = item(PlanePositionSequence=group(ImagePositionPatient=[round(float(v), 6) for v in position(slice_)]))
        if number is not None:
            groups.SegmentIdentificationSequence = group(ReferencedSegmentNumber=number)
        own.append(groups)
    data.PerFrameFunctionalGroupsSequence = Sequence(own)
    data.NumberOfFrames = len(frames)
    pixels = np.stack([p for _, _, p in frames])
    if data.BitsAllocated == 1:
        data.PixelData = pack_bits(pixels.reshape(-1))
    else:
        packed = pixels.astype("<u2" if data.BitsAllocated == 16 else "u1").tobytes()
        data.PixelData = packed + b"\0" * (len(packed) % 2)
    data["PixelData"].VR = "OB" if data.BitsAllocated <= 8 else "OW"


def truth(frames, as_labels):
    found = {1: [], 2: []}
    for slice_, number, pixels in frames:
        for row, column in zip(*np.nonzero(pixels)):
            value = int(pixels[row, column])
            at = [round(float(v), 4) for v in place(column, row, slice_)]
            found[value if as_labels else number].append({"at": at, "value": 1 if as_labels else value})
    return found


def masks(random):
    """Of two segments that overlap; slice 3 has nothing, and is not stored."""
    stored = []
    for number in (2, 1):  # not in order
        for slice_ in (4, 0, 1, 5):
            mask = (random.random((ROWS, COLUMNS)) < 0.4).astype("u1")
            mask[:, 0] = 0  # the box is smaller than the picture
            stored.append((slice_, number, mask))
    return stored


random = np.random.default_rng(7)
out = HERE / "segmentation"
out.mkdir(exist_ok=True)
golden = []


def write(name, data, **row):
    data.save_as(out / f"{name}.dcm", write_like_original=False)
    golden.append({"file": name + ".dcm", **row})


def whole(name, number, kind, bits, frames, most=1, as_labels=False):
    data = new_object(number, kind, bits)
    if kind == "FRACTIONAL":
        data.SegmentationFractionalType, data.MaximumFractionalValue = "PROBABILITY", most
    frames_of(data, frames)
    found = truth(frames, as_labels)
    write(name, data, most=most, series=f"{ROOT}9", frame_of_reference=f"{ROOT}4",
          fractional=kind == "FRACTIONAL", label=f"Parts, {kind.lower()}",
          segments=[{"number": n, "label": f"Part {n}", "color": [255, 0, 0] if n == 1 else None,
                     "voxels": found[n]} for n in (1, 2)])


binary = masks(random)
whole("binary", 1, "BINARY", 1, binary)
whole("fractional", 2, "FRACTIONAL", 8,
      [(s, n, m * random.integers(1, 201, m.shape)) for s, n, m in binary], most=200)
labels = [(s, None, random.integers(0, 3, (ROWS, COLUMNS))) for s in (0, 1, 2, 4)]
whole("labelmap", 3, "LABELMAP", 8, labels, as_labels=True)
whole("labelmap16", 4, "LABELMAP", 16, labels, as_labels=True)


def broken(name, number, words, change, kind="BINARY", bits=1, frames=binary):
    data = new_object(number, kind, bits)
    frames_of(data, frames)
    change(data)
    write("broken-" + name, data, words=words)


def drop(data, *path):
    target = data.PerFrameFunctionalGroupsSequence[2]
    delattr(target, path[0])


broken("no-place", 10, "where it lies", lambda d: drop(d, "PlanePositionSequence"))
broken("no-segment", 11, "which segment", lambda d: drop(d, "SegmentIdentificationSequence"))
broken("few-groups", 12, "where it lies", lambda d: d.PerFrameFunctionalGroupsSequence.pop())


def unlisted(data):
    data.PerFrameFunctionalGroupsSequence[0].SegmentIdentificationSequence[0].ReferencedSegmentNumber = 9


def moved(data, index, by):
    at = data.PerFrameFunctionalGroupsSequence[index].PlanePositionSequence[0]
    at.ImagePositionPatient = [float(v) + b for v, b in zip(at.ImagePositionPatient, by)]


broken("unlisted", 13, "which segment", unlisted)
broken("uneven", 14, "evenly", lambda d: moved(d, 1, [0.45, -0.6, 0.0]))
broken("beside", 15, "above each other", lambda d: moved(d, 1, [0.8, 0.6, 0.0]))
broken("far", 16, "too far apart", lambda d: moved(d, 1, [0.6 * 1e6, -0.8 * 1e6, 0.0]))
broken("no-list", 17, "no segments", lambda d: delattr(d, "SegmentSequence"))
broken("unnamed", 18, "does not name", lambda d: None, "LABELMAP", 8,
       [(0, None, np.full((ROWS, COLUMNS), 7))])
broken("surface", 19, "made of pixels", lambda d: setattr(d, "SegmentationType", "SURFACE"))
(HERE / "golden" / "segmentation.json").write_text(json.dumps(golden, indent=None) + "\n")
