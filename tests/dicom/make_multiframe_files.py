#!/usr/bin/python3
"""Writes multiframe/*.dcm and golden/multiframe.json: enhanced multi-frame objects, by pydicom.

In each file frames lie at the same places and are told apart by one attribute of their functional
groups. The pixels of a frame all are 100 × kind + place, from 0 and 1. A golden row lists the volumes
that a radiologist expects: words of the reason, the values of the slices, and the unit.
Debian packages: python3-pydicom python3-numpy.
"""
import json
import pathlib

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian

HERE = pathlib.Path(__file__).resolve().parent
ROOT = "1.2.826.0.1.3680043.10.777."
ENHANCED_MR, ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.2.1"
PARAMETRIC_MAP = "1.2.840.10008.5.1.4.1.1.30"
PLACES = 4


def item(**values):
    data = Dataset()
    for name, value in values.items():
        setattr(data, name, value)
    return data


def group(**values):
    return Sequence([item(**values)])


def frame_groups(place, kind, macro):
    own = item(PlanePositionSequence=group(ImagePositionPatient=[-10, -20, 5 * place]),
               FrameContentSequence=group(FrameAcquisitionDateTime="20240102101500"))
    if macro:
        macro(own, kind)
    return own


def new_object(number, sop_class, modality):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = f"{ROOT}{number}.3"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    data.is_little_endian, data.is_implicit_VR = True, False
    data.SOPClassUID, data.SOPInstanceUID = sop_class, f"{ROOT}{number}.3"
    data.StudyInstanceUID, data.SeriesInstanceUID = f"{ROOT}{number}.1", f"{ROOT}{number}.2"
    data.FrameOfReferenceUID = f"{ROOT}{number}.4"
    data.PatientID, data.PatientName, data.Modality = "M1", "Multi^Frame", modality
    data.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "MIXED"]
    data.Rows, data.Columns, data.SamplesPerPixel = 3, 4, 1
    data.PhotometricInterpretation = "MONOCHROME2"
    data.SharedFunctionalGroupsSequence = group(
        PixelMeasuresSequence=group(PixelSpacing=[0.8, 0.5], SliceThickness=5),
        PlaneOrientationSequence=group(ImageOrientationPatient=[1, 0, 0, 0, 1, 0]))
    return data


def add_frames(data, kinds, macro):
    data.NumberOfFrames = PLACES * kinds
    data.PerFrameFunctionalGroupsSequence = Sequence(
        [frame_groups(place, kind, macro) for place in range(PLACES) for kind in range(kinds)])
    return np.array([np.full((3, 4), 100 * kind + place)
                     for place in range(PLACES) for kind in range(kinds)])


def add_integers(data, values):
    data.BitsAllocated, data.BitsStored, data.HighBit = 16, 16, 15
    data.PixelRepresentation = 0
    data.PixelData = values.astype("<u2").tobytes()


def save(data, name):
    data.save_as(HERE / "multiframe" / f"{name}.dcm", write_like_original=False)


def frame_type(own, kind):
    own.MRImageFrameTypeSequence = group(
        FrameType=["DERIVED", "PRIMARY", "DIXON", ["WATER", "FAT"][kind]],
        ComplexImageComponent="MAGNITUDE")


def component(own, kind):
    own.MRImageFrameTypeSequence = group(FrameType=["ORIGINAL", "PRIMARY", "VOLUME", "NONE"],
                                         ComplexImageComponent=["MAGNITUDE", "PHASE"][kind])


def echo(own, kind):
    own.MREchoSequence = group(EffectiveEchoTime=[2.3, 4.6, 6.9][kind])


def diffusion(own, kind):
    own.MRDiffusionSequence = group(DiffusionBValue=[50.0, 800.0][kind],
                                    DiffusionDirectionality="ISOTROPIC")


def direction(own, kind):
    own.MRDiffusionSequence = group(
        DiffusionBValue=800.0, DiffusionDirectionality="DIRECTIONAL",
        DiffusionGradientDirectionSequence=group(
            DiffusionGradientOrientation=[[1, 0, 0], [0, 1, 0], [0, 0, 1]][kind]))


def contrast(own, kind):
    own.ContrastBolusUsageSequence = group(
        ContrastBolusAgentNumber=1, ContrastBolusAgentAdministered=["NO", "YES", "YES"][kind],
        ContrastBolusAgentPhase=["PRE_CONTRAST", "ARTERIAL", "PORTAL_VENOUS"][kind])


def cardiac(own, kind):
    own.CardiacSynchronizationSequence = group(
        NominalPercentageOfCardiacPhase=[40.0, 75.0][kind])


KINDS = [
    ("frame_type", ENHANCED_MR, "MR", frame_type, ["derived: water images, magnitude images",
                                                   "derived: fat images, magnitude images"]),
    ("component", ENHANCED_MR, "MR", component, ["magnitude images", "phase images"]),
    ("echo_time", ENHANCED_MR, "MR", echo, ["echo time 2.3 ms", "echo time 4.6 ms",
                                            "echo time 6.9 ms"]),
    ("b_value", ENHANCED_MR, "MR", diffusion, ["b-value 50", "b-value 800"]),
    ("direction", ENHANCED_MR, "MR", direction, ["diffusion direction 1.00, 0.00, 0.00",
                                                 "diffusion direction 0.00, 1.00, 0.00",
                                                 "diffusion direction 0.00, 0.00, 1.00"]),
    ("contrast_phase", ENHANCED_CT, "CT", contrast, ["contrast phase: pre contrast",
                                                     "contrast phase: arterial",
                                                     "contrast phase: portal venous"]),
    ("cardiac_phase", ENHANCED_CT, "CT", cardiac, ["cardiac phase 40 %", "cardiac phase 75 %"]),
]


def volume(words, values, unit=""):
    return {"words": words, "values": values, "unit": unit}


def split_files(golden):
    for number, (name, sop_class, modality, macro, words) in enumerate(KINDS):
        data = new_object(number + 1, sop_class, modality)
        add_integers(data, add_frames(data, len(words), macro))
        if modality == "CT":
            shared = data.SharedFunctionalGroupsSequence[0]
            shared.PixelValueTransformationSequence = group(
                RescaleIntercept=-1024, RescaleSlope=1, RescaleType="HU")
        save(data, name)
        intercept, unit = (-1024, "HU") if modality == "CT" else (0, "")
        golden[name] = [volume(text, [100 * kind + place + intercept for place in range(PLACES)],
                               unit) for kind, text in enumerate(words)]


def map_file(golden, name, number, sop_class, kind, unit, slope=1.0, big_endian=False):
    """Values 0.25 × place, in the frame as they are; a mapping scales them."""
    data = new_object(number, sop_class, "MR")
    data.ImageType = ["DERIVED", "PRIMARY", "ADC", "NONE"]
    values = 0.25 * add_frames(data, 1, None)
    bits = 8 * np.dtype(kind).itemsize
    data.BitsAllocated = bits
    stored = values.astype((">" if big_endian else "<") + kind).tobytes()
    if bits == 32:
        data.FloatPixelData = stored
        data.FloatPixelPaddingValue = 0.5
    else:
        data.DoubleFloatPixelData = stored
    data.SharedFunctionalGroupsSequence[0].RealWorldValueMappingSequence = group(
        RealWorldValueIntercept=0.0, RealWorldValueSlope=slope, LUTLabel="ADC",
        DoubleFloatRealWorldValueFirstValueMapped=0.0,
        DoubleFloatRealWorldValueLastValueMapped=10.0,
        MeasurementUnitsCodeSequence=group(CodeValue=unit, CodingSchemeDesignator="UCUM",
                                           CodeMeaning=unit))
    if big_endian:
        data.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
        data.is_little_endian = False
    save(data, name)
    named = unit if unit != "1" else ""
    factor = slope if named else 1
    golden[name] = [volume("", [factor * 0.25 * place for place in range(PLACES)], named)]


def main():
    golden = {}
    (HERE / "multiframe").mkdir(exist_ok=True)
    split_files(golden)
    map_file(golden, "map_float", 21, PARAMETRIC_MAP, "f4", "um2/s", slope=1000.0)
    map_file(golden, "map_double", 22, PARAMETRIC_MAP, "f8", "1", slope=3.0)
    map_file(golden, "map_big_endian", 23, PARAMETRIC_MAP, "f4", "s", big_endian=True)
    (HERE / "golden" / "multiframe.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
