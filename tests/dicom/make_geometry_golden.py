#!/usr/bin/python3
"""Writes golden/geometry.json: where tilted, gapped and doubled real series lie, and their values at
points in the patient, by pydicom and numpy only.

A point's value is looked up in the slice that holds it, by that slice's own position, orientation
and spacing; no volume is made. So it says what any right way of shearing must give. Run from
anywhere with Debian's python3-pydicom and python3-numpy; the data is looked for in
$BOLUS_TEST_DATA, else ../shared/data from the project's root. With --dcm2niix the same points
are looked up in what dcm2niix made of the series (python3-nibabel), and the differences printed.
Nothing of Bolus is used here.
"""
import argparse
import json
import math
import os
import pathlib
import shutil
import subprocess
import tempfile

import numpy as np
import pydicom

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("BOLUS_TEST_DATA", HERE.parents[2] / "shared" / "data"))

FOLDERS = {
    "ge_tilt": "ct_head_ge_tilt",
    "siemens_tilt": "edge_dicom/dicom2nifti/failing/gantrytilting/001",
    "philips": "ct_phantom_philips_tilt/S2010",
    "liver_mr": "mr_liver_tcga_lihc",
    "oblique_mr": "edge_dicom/dicom2nifti/hitachi/anatomical/001",
}
AIR = -1024.0


class Slice:
    def __init__(self, path, data):
        self.path = path
        self.uid = str(data.SOPInstanceUID)
        self.position = np.array(data.ImagePositionPatient, float)
        cosines = np.array(data.ImageOrientationPatient, float)
        row = cosines[:3] / np.linalg.norm(cosines[:3])
        column = cosines[3:] - np.dot(cosines[3:], row) * row
        column /= np.linalg.norm(column)
        self.axes = np.stack([row, column, np.cross(row, column)])
        self.spacing = np.array([data.PixelSpacing[1], data.PixelSpacing[0]], float)
        self.thickness = float(data.get("SliceThickness") or 0)
        stored = data.pixel_array
        if data.PixelRepresentation == 0:
            stored = stored & (2 ** data.BitsStored - 1)
        self.values = stored * float(data.get("RescaleSlope", 1)) + float(
            data.get("RescaleIntercept", 0))
        self.is_ct = data.Modality == "CT"

    def along(self):
        return float(np.dot(self.axes[2], self.position))

    def pixel_of(self, point):
        """Column and row of a point, as fractions."""
        return (self.axes[:2] @ (point - self.position)) / self.spacing

    def value_at(self, point):
        """Bilinear; a pixel reaches half a pixel beyond its centre; None outside."""
        x, y = self.pixel_of(point)
        rows, columns = self.values.shape
        if not (-0.5 <= x <= columns - 0.5 and -0.5 <= y <= rows - 0.5):
            return None
        x, y = np.clip(x, 0, columns - 1), np.clip(y, 0, rows - 1)
        c, r = int(min(x, columns - 2)), int(min(y, rows - 2))
        fx, fy = x - c, y - r
        v = self.values
        return float((v[r, c] * (1 - fx) + v[r, c + 1] * fx) * (1 - fy) +
                     (v[r + 1, c] * (1 - fx) + v[r + 1, c + 1] * fx) * fy)


def read(folder):
    series = {}
    for path in sorted(folder.rglob("*")):
        try:
            data = pydicom.dcmread(path)
        except (pydicom.errors.InvalidDicomError, IsADirectoryError, PermissionError):
            continue
        if "ImagePositionPatient" in data and "PixelData" in data:
            series.setdefault(str(data.SeriesInstanceUID), []).append(Slice(path, data))
    return series


def runs_of(slices):
    """Runs of one spacing: a jump of more than a tenth from the run's first step ends it."""
    slices = sorted(slices, key=Slice.along)
    runs = [[slices[0]]]
    for one in slices[1:]:
        run = runs[-1]
        step = one.along() - run[-1].along()
        if len(run) > 1 and abs(step - (run[1].along() - run[0].along())) > 0.1 * step:
            runs.append([one])
        else:
            run.append(one)
    return runs


def tilt_of(run):
    way = run[-1].position - run[0].position
    along = np.dot(way, run[0].axes[2])
    return math.degrees(math.atan2(np.linalg.norm(way - along * run[0].axes[2]), along))


def offsets_of(run):
    """Of each slice's first pixel, in pixels of the first slice; rounding apart."""
    offsets = np.array([run[0].pixel_of(s.position) for s in run])
    return np.where(np.ptp(offsets, axis=0) > 0.5, offsets, 0.0)


def points_in(run, low, size, count, rng):
    """Voxel centres of the box that begins where the lowest slice does, slices at their height."""
    first = run[0]
    for _ in range(count):
        one = run[rng.integers(len(run))]
        pixel = low + np.array([rng.integers(size[0]), rng.integers(size[1])])
        height = np.dot(one.position - first.position, first.axes[2])
        yield one, first.position + (pixel * first.spacing) @ first.axes[:2] + height * first.axes[2]


def describe(run, rng):
    first = run[0]
    offsets = offsets_of(run)
    low, high = offsets.min(axis=0), offsets.max(axis=0)
    rows, columns = first.values.shape
    size = [int(n + math.ceil(span - 0.01)) for n, span in zip((columns, rows), high - low)]
    return {
        "slices": [s.uid for s in run],
        "size": [*size, len(run)],
        "spacing": [*map(float, first.spacing),
                    (run[-1].along() - first.along()) / (len(run) - 1) if len(run) > 1
                    else first.thickness],
        "origin": [float(x) for x in first.position + (low * first.spacing) @ first.axes[:2]],
        "axes": [[float(x) for x in axis] for axis in first.axes],
        "tilt": tilt_of(run) if len(run) > 1 else 0.0,
        "samples": [[*map(float, point), one.value_at(point)]
                    for one, point in points_in(run, low, size, 60, rng)],
    }


def at_nifti(volume, affine, point):
    """Value at a point in LPS, bilinear within the nearest slice."""
    index = np.linalg.inv(affine) @ np.array([-point[0], -point[1], point[2], 1])
    x, y, z = index[:3]
    k = int(round(z))
    c, r = int(math.floor(x)), int(math.floor(y))
    if abs(z - k) > 0.05 or not (0 <= k < volume.shape[2] and 0 <= c < volume.shape[0] - 1 and
                                 0 <= r < volume.shape[1] - 1):
        return None
    fx, fy = x - c, y - r
    v = volume[:, :, k]
    return float((v[c, r] * (1 - fx) + v[c + 1, r] * fx) * (1 - fy) +
                 (v[c, r + 1] * (1 - fx) + v[c + 1, r + 1] * fx) * fy)


def compare_dcm2niix(name, run, described):
    import nibabel
    with tempfile.TemporaryDirectory() as work:
        source, out = pathlib.Path(work, "in"), pathlib.Path(work, "out")
        source.mkdir()
        out.mkdir()
        for number, one in enumerate(run):
            shutil.copy(one.path, source / f"{number}.dcm")
        subprocess.run(["dcm2niix", "-z", "n", "-o", out, source], check=True,
                       stdout=subprocess.DEVNULL)
        made = sorted(out.glob("*Tilt*.nii")) or sorted(out.glob("*.nii"))
        image = nibabel.load(made[0])
        volume, affine = image.get_fdata(), image.affine
        differences = []
        for *point, value in described["samples"]:
            found = at_nifti(volume, affine, point)
            if found is not None and value is not None:
                differences.append(abs(found - value))
        print(f"{name:14} {volume.shape} and {described['size']}, zooms "
              f"{[round(float(z), 4) for z in image.header.get_zooms()[:3]]}, {len(differences)} "
              f"points, differences: median {np.median(differences):.2f}, worst "
              f"{max(differences):.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dcm2niix", action="store_true", help="compare with dcm2niix as well")
    arguments = parser.parse_args()
    golden = {}
    for name, folder in FOLDERS.items():
        rng = np.random.default_rng(11)
        golden[name] = {"folder": folder, "volumes": []}
        for _, slices in sorted(read(DATA / folder).items()):
            for run in runs_of(slices):
                golden[name]["volumes"].append(describe(run, rng))
                if arguments.dcm2niix:
                    compare_dcm2niix(name, run, golden[name]["volumes"][-1])
    path = HERE / "golden" / "geometry.json"
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
