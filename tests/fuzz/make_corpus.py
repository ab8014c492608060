#!/usr/bin/python3
"""Writes the honest half of corpus/dicom: one small file a transfer syntax and an object kind.

Needs Debian's python3-pydicom, python3-numpy, dcmtk and libopenjp2-tools. The files of
corpus/dicom/found are not made here: each is what a fuzzer or a person broke a reader with.
"""
import pathlib
import subprocess
import tempfile

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom import uid

OUT = pathlib.Path(__file__).resolve().parent / "corpus" / "dicom"
SIDE = 8
CT, ENHANCED_CT, ENHANCED_MR = uid.CTImageStorage, uid.EnhancedCTImageStorage, uid.EnhancedMRImageStorage
ROOT = "1.2.3."


def ramp(frames=1, dtype="<u2"):
    return (np.arange(frames * SIDE * SIDE) * 37 % 4000).astype(dtype)


def base(sop_class=CT, modality="CT"):
    data = Dataset()
    data.SpecificCharacterSet = "ISO_IR 100"
    data.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    data.SOPClassUID = sop_class
    data.SOPInstanceUID = ROOT + "4.1"
    data.StudyInstanceUID, data.SeriesInstanceUID = ROOT + "1", ROOT + "2"
    data.FrameOfReferenceUID = ROOT + "3"
    data.AcquisitionTime = "101112"
    data.Modality = modality
    data.PatientName, data.PatientID = "A^B", "P"
    data.SeriesDescription = "ABD ART"
    data.InstanceNumber = 1
    return data


def with_pixels(data, pixels, bits=16, stored=16, signed=0, frames=None):
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    if frames:
        data.NumberOfFrames = frames
    data.Rows = data.Columns = SIDE
    data.BitsAllocated, data.BitsStored, data.HighBit = bits, stored, stored - 1
    data.PixelRepresentation = signed
    data.PixelData = pixels.tobytes()
    return data


def with_place(data):
    data.ImagePositionPatient = [-10, -20, 30]
    data.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    data.PixelSpacing, data.SliceThickness = [0.8, 0.5], 5
    data.RescaleIntercept, data.RescaleSlope = -1024, 1
    return data


def slice_of_ct():
    return with_pixels(with_place(base()), ramp())


def item(**values):
    made = Dataset()
    for name, value in values.items():
        setattr(made, name, value)
    return made


def save(name, data, syntax=uid.ExplicitVRLittleEndian, meta=True):
    path = OUT / (name + ".dcm")
    data.is_little_endian = syntax != uid.ExplicitVRBigEndian
    data.is_implicit_VR = syntax == uid.ImplicitVRLittleEndian
    if meta:
        data.file_meta = FileMetaDataset()
        data.file_meta.TransferSyntaxUID = syntax
        data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID
        data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
    for element in data:
        if element.tag == 0x7FE00010:
            wide = data.is_implicit_VR or data.BitsAllocated > 8
            element.VR = "OW" if wide and not syntax.is_encapsulated else "OB"
            element.is_undefined_length = syntax.is_encapsulated
    pydicom.dcmwrite(path, data, write_like_original=not meta)
    return path


def frames_of_groups(data, count, temporal=False):
    data.SharedFunctionalGroupsSequence = Sequence([item(
        PlaneOrientationSequence=Sequence([item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])]),
        PixelMeasuresSequence=Sequence([item(PixelSpacing=[0.8, 0.5], SliceThickness=5)]),
        PixelValueTransformationSequence=Sequence(
            [item(RescaleIntercept=-1024, RescaleSlope=1, RescaleType="HU")]))])
    data.PerFrameFunctionalGroupsSequence = Sequence([item(
        PlanePositionSequence=Sequence(
            [item(ImagePositionPatient=[0, 0, 5 * (i % 2 if temporal else i)])]),
        FrameContentSequence=Sequence(
            [item(TemporalPositionIndex=i // 2 + 1, FrameAcquisitionDateTime="20200101101112")]))
        for i in range(count)])
    return data


def syntaxes():
    save("ct_implicit", slice_of_ct(), uid.ImplicitVRLittleEndian)
    plain = save("ct_explicit", slice_of_ct())
    save("ct_deflated", slice_of_ct(), uid.DeflatedExplicitVRLittleEndian)
    big = slice_of_ct()
    big.PixelData = ramp(dtype=">u2").tobytes()
    save("ct_big_endian", big, uid.ExplicitVRBigEndian)
    save("ct_no_meta", slice_of_ct(), uid.ImplicitVRLittleEndian, meta=False)
    eight = save("ct_8_bit", with_pixels(with_place(base()), ramp().astype("u1"), 8, 8))
    twelve = save("ct_12_bit", with_pixels(with_place(base()), ramp(), 16, 12))
    encoders = {"ct_rle": ["dcmcrle", plain], "ct_jpeg_lossless": ["dcmcjpeg", plain],
                "ct_jpeg_lossless_14": ["dcmcjpeg", "+el", plain],
                "ct_jpeg_baseline": ["dcmcjpeg", "+eb", eight],
                "ct_jpeg_extended": ["dcmcjpeg", "+ee", twelve],
                "ct_jpeg_ls": ["dcmcjpls", plain], "ct_jpeg_ls_near": ["dcmcjpls", "+en", plain],
                "ct_jpeg_progressive": ["dcmcjpeg", "+ep", twelve]}
    for name, command in encoders.items():
        subprocess.run([*map(str, command), str(OUT / (name + ".dcm"))], check=True)


def jpeg_2000(frames, suffix, *options):
    codestreams = []
    with tempfile.TemporaryDirectory() as folder:
        for frame in frames:
            picture, coded = pathlib.Path(folder, "a.rawl"), pathlib.Path(folder, "a" + suffix)
            picture.write_bytes(frame.astype("<u2").tobytes())
            subprocess.run(["opj_compress", "-i", str(picture), "-o", str(coded), "-n", "2", "-F",
                            f"{SIDE},{SIDE},1,16,u", *options],
                           check=True, stdout=subprocess.DEVNULL)
            codestreams.append(coded.read_bytes())
    return codestreams


def jpeg_2000_files():
    for name, syntax, suffix, options in [("ct_jpeg2000", uid.JPEG2000Lossless, ".j2k", []),
                                          ("ct_jpeg2000_lossy", uid.JPEG2000, ".j2k", ["-r", "2"]),
                                          ("ct_jpeg2000_jp2", uid.JPEG2000Lossless, ".jp2", [])]:
        data = slice_of_ct()
        data.PixelData = encapsulate(jpeg_2000([ramp()], suffix, *options))
        save(name, data, syntax)
    data = frames_of_groups(with_pixels(base(ENHANCED_CT), ramp(3), frames=3), 3)
    pictures = list(ramp(3).reshape(3, -1))
    data.PixelData = encapsulate(jpeg_2000(pictures, ".j2k"), fragments_per_frame=2)
    save("enhanced_ct_jpeg2000_fragments", data, uid.JPEG2000Lossless)


def kinds_of_image():
    save("enhanced_ct", frames_of_groups(with_pixels(base(ENHANCED_CT), ramp(3), frames=3), 3))
    mr = with_pixels(base(ENHANCED_MR, "MR"), ramp(4), frames=4)
    plain = save("enhanced_mr_temporal", frames_of_groups(mr, 4, temporal=True))
    subprocess.run(["dcmcrle", str(plain), str(OUT / "enhanced_mr_rle.dcm")], check=True)
    subprocess.run(["dcmcjpls", "+fs", "1", str(plain), str(OUT / "enhanced_mr_jpeg_ls.dcm")], check=True)
    save("ct_signed", with_pixels(with_place(base()), ramp().astype("<i2") - 1024, 16, 16, 1))
    save("ct_32_bit", with_pixels(with_place(base()), ramp(dtype="<u4"), 32, 32))
    inverted = slice_of_ct()
    inverted.PhotometricInterpretation = "MONOCHROME1"
    save("ct_monochrome1", inverted)
    table = with_pixels(with_place(base()), ramp(), 16, 12)
    del table.RescaleIntercept, table.RescaleSlope
    table.ModalityLUTSequence = Sequence([item(LUTDescriptor=[16, 0, 16], ModalityLUTType="HU")])
    table.ModalityLUTSequence[0].add_new(0x00283006, "OW", ramp()[:16].tobytes())
    save("ct_modality_lut", table)
    colour = with_pixels(with_place(base()), ramp().astype("u1").repeat(3), 8, 8)
    colour.SamplesPerPixel, colour.PhotometricInterpretation, colour.PlanarConfiguration = 3, "RGB", 0
    save("ct_rgb", colour)
    palette = with_pixels(with_place(base()), ramp().astype("u1") % 4, 8, 8)
    palette.PhotometricInterpretation = "PALETTE COLOR"
    for name in ("Red", "Green", "Blue"):
        setattr(palette, name + "PaletteColorLookupTableDescriptor", [4, 0, 16])
        setattr(palette, name + "PaletteColorLookupTableData", ramp()[:4].tobytes())
    save("ct_palette", palette)
    for name in ("Red", "Green", "Blue"):
        delattr(palette, name + "PaletteColorLookupTableData")
        segments = np.array([0, 2, 0, 1000, 1, 1, 3000, 2, 1, 0, 0], "<u2")
        setattr(palette, "Segmented" + name + "PaletteColorLookupTableData", segments.tobytes())
        setattr(palette, name + "PaletteColorLookupTableDescriptor", [5, 0, 16])
    save("ct_palette_segmented", palette)
    shared = with_pixels(with_place(base()), ramp().astype("u1").repeat(2), 8, 8)
    shared.SamplesPerPixel, shared.PhotometricInterpretation = 3, "YBR_FULL_422"
    shared.PlanarConfiguration = 0
    save("ct_ybr_422", shared)
    dwi = with_pixels(with_place(base(uid.MRImageStorage, "MR")), ramp(), 16, 12)
    dwi.DiffusionBValue, dwi.EchoNumbers, dwi.TemporalPositionIdentifier = 800.0, 1, 2
    save("mr_diffusion", dwi)
    segments = with_pixels(base(uid.SegmentationStorage, "SEG"), np.zeros(8, "u1"), 8, 8)
    segments.BitsAllocated = segments.BitsStored = 1
    segments.HighBit, segments.NumberOfFrames = 0, 1
    save("seg", frames_of_groups(segments, 1))
    floats = with_pixels(base(uid.ParametricMapStorage, "OT"), ramp(dtype="<u4"), 32, 32)
    del floats.PixelData
    floats.FloatPixelData = ramp(dtype="<f4").tobytes()
    save("parametric_map", floats)
    japanese = slice_of_ct()
    japanese.SpecificCharacterSet = ["", "ISO 2022 IR 87"]
    japanese.PatientName = "Yamada^Tarou=山田^太郎=やまだ^たろう"
    save("ct_japanese", japanese)


def code(meaning):
    return Sequence([item(CodeValue="1", CodingSchemeDesignator="99X", CodeMeaning=meaning)])


def documents():
    report = base(uid.ComprehensiveSRStorage, "SR")
    report.ValueType, report.ConceptNameCodeSequence = "CONTAINER", code("Report")
    text = item(ValueType="TEXT", ConceptNameCodeSequence=code("Finding"), TextValue="A cyst.")
    size = item(ValueType="NUM", ConceptNameCodeSequence=code("Size"),
                MeasuredValueSequence=Sequence(
                    [item(NumericValue="12", MeasurementUnitsCodeSequence=code("mm"))]))
    image = item(ValueType="IMAGE", ReferencedSOPSequence=Sequence(
        [item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=ROOT + "4.1")]))
    inner = item(ValueType="CONTAINER", ConceptNameCodeSequence=code("Findings"),
                 ContentSequence=Sequence([text, size, image]))
    report.ContentSequence = Sequence([inner])
    save("sr", report)
    document = base(uid.EncapsulatedPDFStorage, "DOC")
    document.MIMETypeOfEncapsulatedDocument = "application/pdf"
    document.EncapsulatedDocument = b"%PDF-1.4\n%%EOF\n"
    save("encapsulated_pdf", document)
    keys = base(uid.KeyObjectSelectionDocumentStorage, "KO")
    keys.ContentSequence = Sequence([image])
    save("key_objects", keys)
    save("presentation_state", base(uid.GrayscaleSoftcopyPresentationStateStorage, "PR"))
    structures = base(uid.RTStructureSetStorage, "RTSTRUCT")
    structures.ROIContourSequence = Sequence([item(ContourSequence=Sequence(
        [item(ContourData=[0, 0, 0, 1, 1, 1], NumberOfContourPoints=2)]))])
    save("rt_structure_set", structures)
    directory = base(uid.MediaStorageDirectoryStorage, "")
    directory.FileSetID = "X"
    directory.DirectoryRecordSequence = Sequence([item(
        DirectoryRecordType="IMAGE", ReferencedFileID=["..", "..", "ETC", "PASSWD"])])
    save("dicomdir_path_trick", directory)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    syntaxes()
    jpeg_2000_files()
    kinds_of_image()
    documents()
