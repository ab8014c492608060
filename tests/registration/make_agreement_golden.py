"""Writes golden_agreement.json: how two small grids of values agree, by numpy.

Normalised mutual information 2 (H(a) + H(b) - H(a, b)) / (H(a) + H(b)) over 32 × 32 bins whose
middles lie evenly from the range's low end to its high end, Pearson's correlation, and the share of
the samples that fall into the second grid. The values are those of test_registration.cpp.
"""
import json
import pathlib

import numpy as np
from scipy.ndimage import map_coordinates

SIZE = (9, 11, 13)  # z, y, x


def values(a, b, c, modulus):
    z, y, x = np.indices(SIZE)
    return ((z * a + y * b + x * c) % modulus).astype(float)


def bins(v, low, high):
    return np.digitize(np.clip((v - low) / (high - low), 0, 1), (np.arange(31) + 0.5) / 31)


def entropy(counts):
    p = counts[counts > 0] / counts.sum()
    return -(p * np.log(p)).sum()


def agreement(shift):
    fixed, moving = values(3, 5, 7, 40), values(3, 5, 7, 40) * 1.5 + values(2, 9, 4, 11)
    at = [axis + move for axis, move in zip(np.indices(SIZE), shift)]
    # A grid ends half a cell beyond its outermost middles, and has their values there.
    inside = np.all([(a > -0.5) & (a < n - 0.5) for a, n in zip(at, SIZE)], axis=0)
    b = map_coordinates(moving, [a[inside] for a in at], order=1, mode="nearest")
    a = fixed[inside]
    joint = np.zeros((32, 32))
    np.add.at(joint, (bins(a, 0, 39), bins(b, 0, 68)), 1)
    ha, hb, hab = entropy(joint.sum(1)), entropy(joint.sum(0)), entropy(joint)
    return {"shift": list(shift[::-1]), "information": 2 * (ha + hb - hab) / (ha + hb),
            "correlation": float(np.corrcoef(a, b)[0, 1]), "overlap": float(inside.mean())}


rows = [agreement(s) for s in [(0, 0, 0), (0, 0, 1), (2, 1, 3), (0.25, 0.3, 0.7), (-1.4, 0, 4.2)]]
pathlib.Path(__file__).with_name("golden_agreement.json").write_text(json.dumps(rows, indent=1) + "\n")
