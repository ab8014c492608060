#!/usr/bin/env python3
"""Writes golden_layers.json: differences A − B of two stacks that lie askew to each other, by numpy.
B is interpolated as a sum over its voxels with weights of their distances along its three axes
(max(0, 1 − |d|)), a voxel that is padding makes every place that needs it null, and so does a place
beyond the outer faces of B's outermost voxels. Run from the project's root."""
import json
import math
import pathlib

import numpy


def turned(degrees, axis):
    x, y, z = numpy.array(axis, float) / numpy.linalg.norm(axis)
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cross = numpy.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return numpy.eye(3) + sin * cross + (1 - cos) * cross @ cross


def grid(size, spacing, origin, direction):
    return {"size": size, "spacing": spacing, "origin": origin,
            "direction": [float(v) for v in numpy.asarray(direction).reshape(9)]}


def affine(g):
    m = numpy.array(g["direction"]).reshape(3, 3) * numpy.array(g["spacing"])
    return m, numpy.array(g["origin"], float)


def pattern(size, seed):
    return numpy.random.default_rng(seed).integers(-900, 900, size=size[::-1])  # slice, row, column


def interpolated(volume, padding, index):
    size = numpy.array(volume.shape[::-1])
    if (index < -0.5).any() or (index >= size - 0.5).any():
        return None
    index = numpy.clip(index, 0, size - 1)
    weights = [numpy.maximum(0, 1 - numpy.abs(numpy.arange(n) - at)) for n, at in zip(size, index)]
    weight = weights[2][:, None, None] * weights[1][None, :, None] * weights[0][None, None, :]
    needed = weight > 1e-9
    if padding is not None and (volume[needed] == padding).any():
        return None
    return float((weight[needed] * volume[needed]).sum())


def differences(a, a_volume, b, b_volume, padding, move):
    am, ao = affine(a)
    bm, bo = affine(b)
    out = []
    for k in range(a["size"][2]):
        for j in range(a["size"][1]):
            for i in range(a["size"][0]):
                point = am @ numpy.array([i, j, k]) + ao
                index = numpy.linalg.solve(bm, move(point) - bo)
                value = interpolated(b_volume, padding, index)
                out.append(None if value is None else round(float(a_volume[k, j, i]) - value, 4))
    return out


rigid = turned(7, (1, 2, 3))
shift = numpy.array([1.5, -2.25, 0.75])
askew = turned(25, (2, -1, 1))
cases = []
for name, b_direction, padding, moved in (("beside", numpy.eye(3), None, False), ("askew", askew, None, False),
                                          ("padded", askew, -2000, False), ("registered", askew, None, True)):
    a = grid([37, 20, 5], [0.9, 0.9, 3.0], [-16.0, -9.0, -6.0], numpy.eye(3))
    b = grid([22, 17, 9], [1.7, 1.3, 2.1], [-17.3, -10.1, -7.9], b_direction)
    if name != "beside":  # turned about the middle of A, so that they overlap
        b["origin"] = [float(v) for v in askew @ numpy.array(b["origin"])]
    a_volume, b_volume = pattern(a["size"], 1), pattern(b["size"], 2)
    if padding is not None:
        b_volume[numpy.random.default_rng(3).random(b_volume.shape) < 0.06] = padding
    move = (lambda p: rigid @ p + shift) if moved else (lambda p: p)
    cases.append({"name": name, "a": a, "b": b, "a_values": a_volume.reshape(-1).tolist(),
                  "b_values": b_volume.reshape(-1).tolist(), "padding": padding,
                  "rotation": [round(float(v), 12) for v in rigid.reshape(9)] if moved else None,
                  "shift": shift.tolist() if moved else None,
                  "differences": differences(a, a_volume, b, b_volume, padding, move)})
out = {"source": "numpy " + numpy.__version__, "cases": cases}
pathlib.Path("tests/viewer/golden_layers.json").write_text(json.dumps(out) + "\n")
