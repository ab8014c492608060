#!/usr/bin/python3
"""Writes files/*.dcm: one small CT slice in codecs that DCMTK cannot write, and lossy ones.

Uses pydicom, OpenJPEG's opj_compress (Debian's libopenjp2-tools), dcmcjpeg (dcmtk) and OpenJPH's
encoder, whose folder $OPENJPH names (npm's @cornerstonejs/codec-openjph). Nothing of Bolus is used.
The pixels of the lossless ones are those of rampValue() in TestFiles.cpp; make_codec_golden.py
decodes the others.
"""
import os
import pathlib
import subprocess
import tempfile

import numpy as np
import pydicom
from pydicom._uid_dict import UID_dictionary
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, JPEG2000Lossless

FILES = pathlib.Path(__file__).resolve().parent / "files"
HTJ2K_LOSSLESS = pydicom.uid.UID("1.2.840.10008.1.2.4.201")
UID_dictionary[HTJ2K_LOSSLESS] = ("HTJ2K Lossless", "Transfer Syntax", "", "", "")  # of 2022
COLUMNS, ROWS = 16, 12
RAMP = (17 * np.arange(COLUMNS)[None, :] + 211 * np.arange(ROWS)[:, None] + 5).astype("<u2")
OPENJPH = """
const codec = require(process.argv[1] + '/dist/openjphjs.js'), fs = require('fs');
codec().then(m => {
  const e = new m.HTJ2KEncoder(), bytes = fs.readFileSync(process.argv[2]);
  e.getDecodedBuffer({width: 16, height: 12, bitsPerSample: 16, componentCount: 1,
                      isSigned: false, isUsingColorTransform: false}).set(bytes);
  e.setQuality(true, 0);
  e.setDecompositions(2);
  e.encode();
  fs.writeFileSync(process.argv[3], Buffer.from(e.getEncodedBuffer()));
});
"""


def slice_of(pixels, syntax, **attributes):
    data = pydicom.Dataset()
    data.file_meta = pydicom.dataset.FileMetaDataset()
    data.file_meta.TransferSyntaxUID = syntax
    data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID = "1.2.3.4.1"
    data.is_little_endian, data.is_implicit_VR = True, False
    data.StudyInstanceUID, data.SeriesInstanceUID = "1.2.3", "1.2.3.4"
    data.PatientID, data.Modality, data.ImageType = "P1", "CT", ["ORIGINAL", "PRIMARY", "AXIAL"]
    data.ImagePositionPatient, data.ImageOrientationPatient = [-10, -20, 0], [1, 0, 0, 0, 1, 0]
    data.PixelSpacing, data.SliceThickness = [0.8, 0.5], 5
    data.RescaleSlope, data.RescaleIntercept = 1, -1024
    data.Rows, data.Columns, data.SamplesPerPixel = ROWS, COLUMNS, 1
    data.PhotometricInterpretation, data.PixelRepresentation = "MONOCHROME2", 0
    data.BitsAllocated, data.BitsStored, data.HighBit = 16, 16, 15
    for name, value in attributes.items():
        setattr(data, name, value)
    data.PixelData = pixels
    return data


def save(data, name):
    pydicom.dcmwrite(FILES / name, data, write_like_original=False)


def by_openjpeg(planes, name, *options):
    """A codestream (name ends in j2k) or a JP2 file."""
    with tempfile.TemporaryDirectory() as folder:
        bits = 8 * planes.dtype.itemsize
        source = pathlib.Path(folder, "in.rawl")
        source.write_bytes(planes.tobytes())
        count = planes.size // (ROWS * COLUMNS)
        subprocess.run(["opj_compress", "-i", source, "-o", pathlib.Path(folder, name), "-n", "3",
                        "-F", f"{COLUMNS},{ROWS},{count},{bits},u", *options], check=True,
                       capture_output=True)
        return pathlib.Path(folder, name).read_bytes()


def by_openjph(pixels):
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "in"), os.path.join(folder, "out")
        pathlib.Path(source).write_bytes(pixels.tobytes())
        subprocess.run(["node", "-e", OPENJPH, os.environ["OPENJPH"], source, target], check=True)
        return pathlib.Path(target).read_bytes()


def colours():
    """Red and green run across, blue down."""
    column, row = np.meshgrid(np.arange(COLUMNS), np.arange(ROWS))
    return np.stack([255 - 16 * column, 15 * column, 20 * row], axis=-1).astype("u1")


def by_dcmcjpeg(data, name, *options):
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "in.dcm")
        pydicom.dcmwrite(source, data, write_like_original=False)
        subprocess.run(["dcmcjpeg", "+un", *options, source, FILES / name], check=True)


def main():
    FILES.mkdir(exist_ok=True)
    rgb = {"SamplesPerPixel": 3, "PlanarConfiguration": 0, "BitsAllocated": 8, "BitsStored": 8,
           "HighBit": 7, "PhotometricInterpretation": "RGB"}
    save(slice_of(encapsulate([by_openjpeg(RAMP, "out.j2k")]), JPEG2000Lossless), "j2k.dcm")
    save(slice_of(encapsulate([by_openjpeg(RAMP, "out.jp2")]), JPEG2000Lossless), "jp2.dcm")
    save(slice_of(encapsulate([by_openjpeg(RAMP, "out.j2k")], fragments_per_frame=3),
                  JPEG2000Lossless), "j2k_fragments.dcm")
    save(slice_of(encapsulate([by_openjph(RAMP)]), HTJ2K_LOSSLESS), "htj2k.dcm")
    planes = np.moveaxis(colours(), -1, 0).copy()
    save(slice_of(encapsulate([by_openjpeg(planes, "out.j2k", "-mct", "1")]), JPEG2000Lossless,
                  **{**rgb, "PhotometricInterpretation": "YBR_RCT"}), "j2k_rct.dcm")
    native = slice_of(colours().tobytes(), ExplicitVRLittleEndian, **rgb)
    save(native, "rgb.dcm")
    by_dcmcjpeg(native, "jpeg_ybr_422.dcm", "+eb")
    by_dcmcjpeg(native, "jpeg_rgb.dcm", "+eb", "+cr")
    by_dcmcjpeg(native, "jpeg_lossless_rgb.dcm", "+e1")
    by_dcmcjpeg(slice_of(RAMP.tobytes(), ExplicitVRLittleEndian, BitsStored=12, HighBit=11),
                "jpeg_extended_12.dcm", "+ee")
    by_dcmcjpeg(slice_of((RAMP >> 4).astype("u1").tobytes(), ExplicitVRLittleEndian,
                         BitsAllocated=8, BitsStored=8, HighBit=7), "jpeg_baseline.dcm", "+eb")


if __name__ == "__main__":
    main()
