#!/usr/bin/python3
"""Writes golden_measure.json: statistics of regions in volumes of known values, and in a real CT where
../shared/data has it, computed with numpy (and pydicom) from the rule in viewer/measure/Region.h. Run from
the project's root."""
import json
import math
import pathlib

import numpy as np

from golden_ct import ROOT, longest_series

AXIAL = ((1, 0, 0), (0, -1, 0), (0, 0, -1))  # right, up, next


def rotation(axis, degrees):
    a = np.asarray(axis, float) / np.linalg.norm(axis)
    k = np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])
    t = math.radians(degrees)
    return np.eye(3) + math.sin(t) * k + (1 - math.cos(t)) * (k @ k)


def values_of(size):
    """As the test makes them: whole numbers that no two neighbours share."""
    i, j, k = np.meshgrid(*(np.arange(n) for n in size), indexing="ij")
    return ((i * 73 + j * 179 + k * 283) % 997 - 300).astype(float)


class Grid:
    def __init__(self, size, spacing, origin, direction=np.eye(3), values=None):
        self.size, self.spacing, self.origin = map(np.asarray, (size, spacing, origin))
        self.direction = np.asarray(direction, float)
        self.affine = self.direction * self.spacing  # columns: mm a voxel
        self.values = values_of(size) if values is None else values

    def patient(self, index):
        return np.asarray(index, float) @ self.affine.T + self.origin

    def index(self, points):
        return (np.asarray(points, float) - self.origin) @ np.linalg.inv(self.affine).T

    def centres(self):
        return self.patient(np.stack(np.meshgrid(*(np.arange(n) for n in self.size), indexing="ij"), -1))


def in_polygon(uv, corners):
    """By the winding of the corners about each point."""
    angle = np.zeros(uv.shape[:-1])
    for a, b in zip(corners, np.roll(corners, -1, 0)):
        p, q = a - uv, b - uv
        angle += np.arctan2(p[..., 0] * q[..., 1] - p[..., 1] * q[..., 0], (p * q).sum(-1))
    return np.abs(angle) > math.pi


def inside(shape, points, frame, at):
    """Which of the points `at` (patient) lie inside, seen along the frame's next."""
    points, right, up = np.asarray(points, float), np.asarray(frame[0]), np.asarray(frame[1])
    if shape == "sphere":
        return np.linalg.norm(at - points[0], axis=-1) <= np.linalg.norm(points[1] - points[0])
    plane = np.stack((right, up), -1)
    uv = (at - points[0]) @ plane
    if shape == "polygon":
        return in_polygon(uv, (points - points[0]) @ plane)
    axes = (points[1:] - points[0]) @ plane
    return (np.linalg.solve(axes.T, uv[..., None])[..., 0] ** 2).sum(-1) <= 1


def trilinear(grid, index):
    low = np.clip(np.floor(index), 0, grid.size - 1).astype(int)
    share = np.clip(index, 0, grid.size - 1) - low
    high = np.minimum(low + 1, grid.size - 1)
    total = np.zeros(index.shape[:-1])
    for c in range(8):
        bits = [(c >> a) & 1 for a in range(3)]
        voxel = [np.where(bits[a], high[..., a], low[..., a]) for a in range(3)]
        weight = np.prod([share[..., a] if bits[a] else 1 - share[..., a] for a in range(3)], 0)
        total += np.where(weight > 0, weight * np.where(weight > 0, grid.values[tuple(voxel)], 0), 0)
    return total


def area(shape, points, frame):
    p = np.asarray(points, float)
    if shape == "sphere":
        return 4 / 3 * math.pi * np.linalg.norm(p[1] - p[0]) ** 3
    if shape == "ellipse":
        return math.pi * np.linalg.norm(p[1] - p[0]) * np.linalg.norm(p[2] - p[0])
    uv = p @ np.stack((frame[0], frame[1]), -1)
    x, y = uv[:, 0], uv[:, 1]
    return abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) / 2


def picked(shape, points, frame, grid):
    """Values inside (NaN without one), what one of them stands for, and whether they are interpolated."""
    nxt = np.asarray(frame[2], float)
    if shape == "sphere":
        return grid.values[inside(shape, points, frame, grid.centres())], np.prod(grid.spacing), False
    across = [a for a in range(3) if abs(grid.direction[:, a] @ nxt) >= math.cos(math.radians(0.5))]
    if across:
        axis = across[0]
        number = int(math.floor(grid.index(points[0])[axis] + 0.5))
        if not 0 <= number < grid.size[axis]:
            return np.array([]), 1, False
        centres, values = (np.take(a, number, axis) for a in (grid.centres(), grid.values))
        return values[inside(shape, points, frame, centres)], np.prod(grid.spacing) / grid.spacing[axis], False
    # Across the slices: the pixels of the resliced picture through the shape.
    corners = grid.patient([[(c >> a & 1) * (grid.size[a] - 1) for a in range(3)] for c in range(8)])
    steps, axes = [], []
    for unit in frame:
        along = corners @ np.asarray(unit, float)
        step = grid.spacing[np.argmax(np.abs(grid.direction.T @ np.asarray(unit, float)))]
        count = int(round((along.max() - along.min()) / step)) + 1
        axes.append(along.min() + step * np.arange(count))
        steps.append(step)
    slice_at = axes[2][np.argmin(np.abs(axes[2] - np.asarray(points[0]) @ nxt))]
    u, v = np.meshgrid(axes[0], axes[1], indexing="ij")
    at = u[..., None] * frame[0] + v[..., None] * frame[1] + slice_at * nxt
    index = grid.index(at)
    within = ((index >= -0.5) & (index <= grid.size - 0.5)).all(-1)
    chosen = inside(shape, points, frame, at) & within
    return trilinear(grid, index[chosen]), steps[0] * steps[1], True


def row(name, grid, shape, points, frame=AXIAL, padding=None):
    values, cell, interpolated = picked(shape, points, frame, grid)
    real = values[~np.isnan(values)]
    size = float(area(shape, points, frame))
    out = {"name": name, "shape": shape, "points": np.asarray(points, float).tolist(),
           "frame": np.asarray(frame, float).tolist(), "voxels": len(real), "size": size,
           "without": int(np.isnan(values).sum()), "interpolated": interpolated,
           "share": 1 - len(values) * cell / size}
    if len(real):
        out |= {"mean": real.mean(), "min": real.min(), "max": real.max()}
    if len(real) > 1:
        out["sd"] = real.std(ddof=1)
    if padding:
        out["padding"] = padding
    out["grid"] = {"size": grid.size.tolist(), "spacing": grid.spacing.tolist(),
                   "origin": grid.origin.tolist(), "direction": grid.direction.ravel().tolist()}
    return out


def ellipse(centre, a, b, frame=AXIAL):
    centre, right, up = (np.asarray(v, float) for v in (centre, frame[0], frame[1]))
    return [centre, centre + a * right, centre + b * up]


def sphere(centre, radius):
    return [centre, np.asarray(centre, float) + (radius, 0, 0)]


def polygon(centre, radii, frame=AXIAL):
    turn = 2 * math.pi / len(radii)
    return [np.asarray(centre) + r * (math.cos(i * turn) * np.asarray(frame[0]) + math.sin(i * turn) *
            np.asarray(frame[1])) for i, r in enumerate(radii)]


def made_rows():
    even = Grid((60, 50, 20), (1, 1, 1), (-30, -25, -10))
    flat = Grid((64, 48, 24), (0.71, 0.83, 5), (-20.3, -18.1, -51.7))
    sagittal = Grid((40, 60, 30), (1.1, 0.9, 3), (5, -12, 40),
                    np.array([[0, 0, 1], [1, 0, 0], [0, -1, 0]]).astype(float))
    tilted = Grid((50, 50, 30), (0.9, 0.9, 2.5), (-22, -24, -30), rotation((1, 0, 0), 22))
    oblique = Grid((48, 44, 36), (1.2, 0.8, 2), (-33, 14, -22), rotation((1, 2, -0.7), 37))
    padded = Grid((60, 50, 20), (1, 1, 1), (-30, -25, -10))
    padded.values[padded.values < -250] = np.nan
    star = (9.3, 4.1, 8.7, 3.3, 9.9, 5.2, 7.7, 2.9, 8.1, 4.4)
    own = [tilted.direction[:, 0], -tilted.direction[:, 1], -tilted.direction[:, 2]]
    coronal = ((1, 0, 0), (0, 0, 1), (0, 1, 0))
    middle = oblique.patient((24, 22, 18))
    return [
        row("ellipse, cubes", even, "ellipse", ellipse((0.2, 0.3, 2.1), 7.3, 4.4)),
        row("ellipse, anisotropic", flat, "ellipse", ellipse((2.21, -1.3, 3.4), 9.13, 6.07)),
        row("ellipse on a slice of another phase", flat, "ellipse", ellipse((2.21, -1.3, 10.01), 5.13, 9.07)),
        row("polygon, anisotropic", flat, "polygon", polygon((1.1, 0.7, -21.9), star)),
        row("sphere, anisotropic", flat, "sphere", sphere((1.37, 2.11, 4.3), 12.9)),
        row("sphere, sagittal stack", sagittal, "sphere", sphere((50.3, 8.1, 12.4), 11.2)),
        row("ellipse, coronal cut of an axial stack", flat, "ellipse",
            ellipse((2.2, 0.9, 11), 8.2, 22.3, coronal), coronal),
        row("ellipse, as acquired in a tilted stack", tilted, "ellipse",
            ellipse(tilted.patient((25, 24, 15)), 8.17, 6.29, own), own),
        row("ellipse, axial through a tilted stack", tilted, "ellipse", ellipse((0.4, -3, 1.7), 8.1, 6.3)),
        row("polygon, axial through a tilted stack", tilted, "polygon", polygon((0.4, -3, 1.7), star)),
        row("sphere, oblique", oblique, "sphere", sphere(middle, 9.63)),
        row("ellipse, oblique", oblique, "ellipse", ellipse(middle, 7.7, 9.9)),
        row("partly outside", even, "ellipse", ellipse((27.2, 0.3, 2.1), 9.3, 6.4)),
        row("sphere partly outside", flat, "sphere", sphere((-20, -17.7, 40), 13)),
        row("wholly outside", even, "ellipse", ellipse((0.2, 0.3, 40), 7.3, 4.4)),
        row("padding is not counted", padded, "ellipse", ellipse((0.2, 0.3, 2.1), 12.3, 9.4), AXIAL, [-300, -251]),
        row("padding in a sphere", padded, "sphere", sphere((0.2, 0.3, 0.1), 8.4), AXIAL, [-300, -251]),
        row("smaller than a voxel", flat, "ellipse", ellipse((2.0, -1.0, 3.4), 0.2, 0.15)),
    ]


def real_rows():
    uid, slices = longest_series()
    first, last = (np.array(slices[n].ImagePositionPatient, float) for n in (0, -1))
    hu = np.stack([s.pixel_array.T * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices], -1)
    spacing = (float(slices[0].PixelSpacing[1]), float(slices[0].PixelSpacing[0]),
               (last - first)[2] / (len(slices) - 1))
    grid = Grid(hu.shape, spacing, first, np.eye(3), hu)
    liver = grid.patient((150.3, 240.4, 60.2))
    rows = [row("ellipse in a liver", grid, "ellipse", ellipse(liver, 14.2, 11.1)),
            row("polygon in a liver", grid, "polygon", polygon(liver, (11, 14, 9, 16, 12, 13))),
            row("sphere in a liver", grid, "sphere", sphere(liver, 15.5))]
    return {"series": uid, "rows": rows}


golden = {"made": made_rows()}
if ROOT.exists():
    golden["real"] = real_rows()
pathlib.Path("tests/viewer/golden_measure.json").write_text(json.dumps(golden, indent=1) + "\n")
