#!/usr/bin/python3
"""Writes golden/regions.json: what a search by region finds among made-up cases, by numpy.

Written from the description in library/search/RegionMatch.h in double precision: overlaps by
counting random points, whitening by eigenvectors, every place tried for every case. Tokens come
from an integer hash that the C++ test computes too, so only results are stored.

Run: /usr/bin/python3 tests/store/make_region_golden.py
"""
import itertools
import json
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from hashed_numbers import hashed  # noqa: E402

WIDTH, CELLS = 8, 256
GRID = np.array([4, 8, 8])  # D, H, W
CENTRE, RADIUS = np.array([-60.0, 20.0, 12.0]), 30.0


def box(case):
    """Outer low corner and size of the cells, mm, along w, h, d."""
    return np.array([-160.0, -160, -100]) + case, np.array([40.0, 40, 50]) * (1 + case / 100)


def tokens(case, phase):
    """What all have at a place, what a case has, and in case 7 the query's, one cell along w."""
    values = hashed(f"case {case} phase {phase}", CELLS * WIDTH).reshape(CELLS, WIDTH)
    usual = 3 * hashed(f"usual phase {phase}", CELLS * WIDTH).reshape(CELLS, WIDTH)
    if case == 7:
        own = hashed(f"case 0 phase {phase}", CELLS * WIDTH).reshape(4, 8, 8, WIDTH)
        values = np.roll(own, 1, axis=2).reshape(CELLS, WIDTH) + 0.3 * values
    return values + usual


def phases(case):
    return [1, 2] if case % 4 else [1]  # of every fourth the arterial phase alone


def region():
    low, size = box(0)
    points = np.random.default_rng(1).normal(size=(400000, 3))
    points *= (np.random.default_rng(2).random((400000, 1)) ** (1 / 3)) / np.linalg.norm(points, axis=1, keepdims=True)
    cells = np.floor((CENTRE + RADIUS * points - low) / size).astype(int)[:, ::-1]
    inside = ((cells >= 0) & (cells < GRID)).all(1)
    places, counts = np.unique(cells[inside], axis=0, return_counts=True)
    return places, counts / counts.sum()


def search(count):
    places, weights = region()
    flat = lambda p: (p[:, 0] * 8 + p[:, 1]) * 8 + p[:, 2]
    total = {case: {} for case in range(1, count + 1)}
    compared = {case: 0 for case in total}
    for phase in (1, 2):
        having = [case for case in total if phase in phases(case)]
        all_tokens = np.array([tokens(case, phase) for case in having])
        mean, change = np.zeros((CELLS, WIDTH)), np.eye(WIDTH)
        if len(having) >= 8:
            mean = all_tokens.mean(0)
            rest = (all_tokens - mean)[:, flat(places)].reshape(-1, WIDTH)
            covariance = rest.T @ rest / len(rest)
            shrink = max(0.05, 20 / len(having)) * np.trace(covariance) / WIDTH
            values, vectors = np.linalg.eigh(covariance + shrink * np.eye(WIDTH))
            change = vectors / np.sqrt(values)
        unit = lambda x: x / np.linalg.norm(x, axis=-1, keepdims=True)
        query = unit((tokens(0, phase) - mean) @ change)
        for case, own in zip(having, all_tokens):
            other = unit((own - mean) @ change)
            compared[case] += 1
            for step in itertools.product((-1, 0, 1), repeat=3):
                to = places + step
                inside = ((to >= 0) & (to < GRID)).all(1)
                if 2 * weights[inside].sum() < 1:
                    continue
                cosines = (query[flat(places[inside])] * other[flat(to[inside])]).sum(1)
                share = weights[inside] / weights[inside].sum()
                total[case][step] = total[case].get(step, 0) + (cosines * share).sum()
    found = []
    for case, by_step in total.items():
        step = max(by_step, key=by_step.get)
        low, size = box(case)
        low0, size0 = box(0)
        place = low + ((CENTRE - low0) / size0 + np.array(step[::-1])) * size
        found.append({"case": case, "similarity": by_step[step] / compared[case], "centre": place.tolist()})
    found.sort(key=lambda hit: -hit["similarity"])
    return found


places, weights = region()
result = {
    "cells": [{"cell": int((d * 8 + h) * 8 + w), "weight": round(float(x), 4)} for (d, h, w), x in zip(places, weights)],
    "few": search(7),
    "many": search(40),
}
path = pathlib.Path(__file__).parent / "golden" / "regions.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(result, indent=1) + "\n")
print(result["cells"], result["many"][:3], result["few"])
