#!/usr/bin/python3
"""Writes golden/codecs.json: stored values of the images of files/ and edge_dicom, by other decoders.

Native and RLE pixels are read by pydicom and numpy, JPEG baseline by Pillow, JPEG extended, JPEG
lossless and JPEG-LS by gdcmconv, JPEG 2000 by opj_decompress, High-Throughput JPEG 2000 by OpenJPH
where $OPENJPH names its folder (npm's @cornerstonejs/codec-openjph; else that row stays as it is).
Debian packages: python3-pydicom python3-numpy python3-pil libgdcm-tools libopenjp2-tools.

A row is the SHA-256 of all frames' values as little endian 32-bit integers. Colour is luminance:
(299 R + 587 G + 114 B + 500) // 1000, or the Y of YCbCr; of a palette, that of its entries. The
data is looked for in $BOLUS_TEST_DATA, else ../shared/data from the project's root.
"""
import hashlib
import json
import os
import pathlib
import struct
import subprocess
import tempfile
import warnings

import numpy as np
import pydicom
from PIL import Image
from pydicom.encaps import generate_pixel_data_frame
from pydicom.pixel_data_handlers import numpy_handler, rle_handler

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("BOLUS_TEST_DATA", HERE.parents[2] / "shared" / "data"))
GOLDEN = HERE / "golden" / "codecs.json"
OPENJPH = """
const codec = require(process.argv[1] + '/dist/openjphjs.js');
codec().then(m => {
  const d = new m.HTJ2KDecoder(), bytes = require('fs').readFileSync(process.argv[2]);
  d.getEncodedBuffer(bytes.length).set(bytes);
  d.decode();
  require('fs').writeFileSync(process.argv[3], Buffer.from(d.getDecodedBuffer()));
});
"""

pydicom.config.pixel_data_handlers = [numpy_handler, rle_handler]
warnings.filterwarnings("ignore")


def frames_of(data):
    return max(1, int(data.get("NumberOfFrames") or 1))


def codestreams(data):
    return list(generate_pixel_data_frame(data.PixelData, frames_of(data)))


def jpeg_colours(stream, photometric):
    """Whether the components are RGB, and whether libjpeg knows it by itself: JFIF and Adobe
    segments and component names tell; else PhotometricInterpretation."""
    at = 2
    while at + 4 < len(stream) and stream[at] == 0xFF:
        marker, length = stream[at + 1], struct.unpack(">H", stream[at + 2:at + 4])[0]
        body = stream[at + 4:at + 2 + length]
        if marker == 0xE0 and body[:5] == b"JFIF\0":
            return False, False
        if marker == 0xEE and body[:5] == b"Adobe" and len(body) >= 12:
            return body[11] == 0, body[11] == 0
        if 0xC0 <= marker <= 0xC3 and [body[6 + 3 * i] for i in range(3)] == [82, 71, 66]:
            return True, True
        at += 2 + length
    return photometric == "RGB", False


def by_pillow(data):
    """8-bit DCT: components as coded, through libjpeg-turbo."""
    images = []
    for stream in codestreams(data):
        with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
            file.write(stream)
            file.flush()
            image = Image.open(file.name)
            if data.SamplesPerPixel == 3:
                rgb, known = jpeg_colours(stream, data.PhotometricInterpretation)
                if not known:
                    image.draft("YCbCr", image.size)
                planes = np.asarray(image)
                images.append(luminance(planes) if rgb else planes[..., 0])
            else:
                images.append(np.asarray(image))
    return np.stack(images)


def by_gdcm(path):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "raw.dcm")
        subprocess.run(["gdcmconv", "--raw", "-I", str(path), out], check=True,
                       capture_output=True)
        return native(pydicom.dcmread(out, force=True))


def read_pgx(path):
    """"PG ML + 16 512 512", big endian values after it; the sign may stand beside the bits."""
    line, pixels = path.read_bytes().split(b"\n", 1)
    words = line.decode().replace("+", " + ").replace("-", " - ").split()
    width, height = int(words[-2]), int(words[-1])
    size = len(pixels) // (width * height)
    kind = f">{'i' if '-' in words else 'u'}{size}"
    return np.frombuffer(pixels, kind).reshape(height, width).astype(np.int64)


def by_openjpeg(data):
    images = []
    for stream in codestreams(data):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            name = "in.jp2" if stream[4:8] == b"jP  " else "in.j2k"
            (folder / name).write_bytes(stream)
            subprocess.run(["opj_decompress", "-i", name, "-o", "out.pgx"], cwd=folder, check=True,
                           capture_output=True)
            images.append([read_pgx(p) for p in sorted(folder.glob("out*.pgx"))])
    planes = np.stack([np.stack(image, axis=-1) for image in images])
    if planes.shape[-1] == 3:
        return luminance(planes)
    return signed_as_the_file_says(planes[..., 0], data)


def by_openjph(data):
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "in"), os.path.join(folder, "out")
        pathlib.Path(source).write_bytes(codestreams(data)[0])
        subprocess.run(["node", "-e", OPENJPH, os.environ["OPENJPH"], source, target], check=True)
        values = np.fromfile(target, "u1" if data.BitsAllocated == 8 else "<u2")
    planes = values.reshape(1, data.Rows, data.Columns, data.SamplesPerPixel).astype(np.int64)
    return luminance(planes) if data.SamplesPerPixel == 3 else planes[..., 0]


def signed_as_the_file_says(values, data):
    """A codestream without sign whose data set has one: the values' own top bit is the sign."""
    if data.PixelRepresentation == 1 and values.min() >= 0:
        top = 1 << (data.BitsStored - 1)
        return (values ^ top) - top if values.max() < 2 * top else values
    return values


def luminance(planes):
    r, g, b = (planes[..., i].astype(np.int64) for i in range(3))
    return (299 * r + 587 * g + 114 * b + 500) // 1000


def palette(values, data):
    def entries(colour):
        count, first, bits = data[f"{colour}PaletteColorLookupTableDescriptor"].value
        raw = data[f"{colour}PaletteColorLookupTableData"].value
        count = count or 65536
        kind = "u1" if len(raw) < 2 * count else "<u2"
        return np.frombuffer(raw, kind)[:count].astype(np.int64), first
    (red, first), (green, _), (blue, _) = (entries(c) for c in ("Red", "Green", "Blue"))
    grey = luminance(np.stack([red, green, blue], axis=-1))
    return grey[np.clip(values - first, 0, len(grey) - 1)]


def significant(values, data):
    """BitsStored bits below HighBit, with their sign; other bits may hold overlays."""
    if data.BitsAllocated == 1:
        return values
    stored, high = int(data.BitsStored), int(data.HighBit)
    values = (values.astype(np.int64) >> (high + 1 - stored)) & ((1 << stored) - 1)
    if data.PixelRepresentation == 1:
        top = 1 << (stored - 1)
        values = (values ^ top) - top
    return values


def native(data):
    if data.is_little_endian is False and data.BitsAllocated == 8 and data["PixelData"].VR == "OW":
        words = np.frombuffer(data.PixelData, "<u2")  # pydicom 2.3 leaves such bytes swapped
        data.PixelData = words.byteswap().tobytes()
    values = data.pixel_array
    if data.get("SamplesPerPixel", 1) == 3:
        planes = significant(values, data)
        rgb = data.PhotometricInterpretation == "RGB"
        return luminance(planes) if rgb else planes[..., 0]
    values = significant(values, data)
    return palette(values, data) if data.PhotometricInterpretation == "PALETTE COLOR" else values


def decode(path, data):
    syntax = data.file_meta.get("TransferSyntaxUID")
    if not syntax:
        syntax = data.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian
    if syntax.startswith("1.2.840.10008.1.2.4.20"):
        return by_openjph(data) if "OPENJPH" in os.environ else None
    if not syntax.is_compressed or syntax == pydicom.uid.RLELossless:
        return native(data)
    if syntax == pydicom.uid.JPEGBaseline8Bit:
        return by_pillow(data)
    if syntax in (pydicom.uid.JPEG2000, pydicom.uid.JPEG2000Lossless):
        return by_openjpeg(data)
    return by_gdcm(path)


def digest(values):
    return hashlib.sha256((values & 0xFFFFFFFF).astype("<u4").tobytes()).hexdigest()


def rows_below(folder, known):
    rows = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = str(path.relative_to(folder))
        try:
            data = pydicom.dcmread(path, force=True)
            if "PixelData" not in data or not data.get("Rows"):
                continue
            values = decode(path, data)
        except Exception as error:  # pydicom raises whatever it likes; such a file has no row
            print(f"no golden for {name}: {error}".split("\n")[0])
            continue
        if values is not None:
            rows[name] = digest(values)
        elif name in known:
            rows[name] = known[name]
    return rows


def main():
    known = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
    folders = {"files": HERE / "files", "edge_dicom": DATA / "edge_dicom"}
    GOLDEN.write_text(json.dumps({name: rows_below(folder, known.get(name, {}))
                                  for name, folder in folders.items()}, indent=0) + "\n")


if __name__ == "__main__":
    main()
