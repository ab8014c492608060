#!/usr/bin/python3
"""Writes golden/weight_import.json: what two public architectures give for made-up weights.

An independent reference in double precision, with plain torch.nn.functional calls: M3D-CLIP's image
tower as it is (patches of 4x16x16 voxels cut out one by one, each position its own token) on an
image of 16x128x128 voxels, which is the mean of each 2x2x2 of Bolus's 32x256x256; and BERT as in
Devlin et al. 2019 with its segment embedding, post-norm blocks and separate query, key and value.
Both have the names that the public files use, 12 blocks, and widths small enough for a test. Weights
come from the integer hash of make_golden.py, which the C++ test computes too.

Needs Debian's python3-torch. Run: /usr/bin/python3 tests/engine/make_import_golden.py
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

from make_golden import gelu, hashed, make_voxels, numbers, unit

WIDTH, MLP, BLOCKS, HEAD = 128, 96, 12, 64
VOCABULARY, TOKENS = 40, 24
TEXTS = [[2, 4, 7, 9, 3], [2, 11, 5, 5, 30, 17, 8, 39, 3]]


def weight(name, *shape):
    """The same middle and spread for every tensor of a kind; float32, as the file stores them."""
    middle = 1.0 if name.endswith("weight") and ("norm" in name or "LayerNorm" in name) else 0.0
    spread = 0.02 if "patch_embeddings" in name else 0.15
    values = torch.tensor(middle + spread * hashed(name, math.prod(shape)), dtype=torch.float32)
    return values.to(torch.float64).reshape(shape)


def linear(name, x, out, bias=True):
    return F.linear(x, weight(name + ".weight", out, x.shape[-1]), weight(name + ".bias", out) if bias else None)


def norm(name, x, eps):
    return F.layer_norm(x, x.shape[-1:], weight(name + ".weight", WIDTH), weight(name + ".bias", WIDTH), eps)


def attend(q, k, v):
    """[T,C] each, one head after the other."""
    heads = []
    for h in range(0, WIDTH, HEAD):
        part = slice(h, h + HEAD)
        heads.append((q[:, part] @ k[:, part].T / math.sqrt(HEAD)).softmax(-1) @ v[:, part])
    return torch.cat(heads, -1)


def image_tower(image, positions):
    """image [16,128,128], positions [256,C] -> tokens [256,C]."""
    tower = "vision_encoder"
    patches = [image[d:d + 4, h:h + 16, w:w + 16].flatten()
               for d in range(0, 16, 4) for h in range(0, 128, 16) for w in range(0, 128, 16)]
    x = linear(tower + ".patch_embedding.patch_embeddings.1", torch.stack(patches), WIDTH) + positions
    x = torch.cat([weight(tower + ".cls_token", 1, 1, WIDTH)[0], x])
    for i in range(BLOCKS):
        block = f"{tower}.blocks.{i}"
        qkv = linear(block + ".attn.qkv", norm(block + ".norm1", x, 1e-5), 3 * WIDTH, False)
        x = x + linear(block + ".attn.out_proj", attend(*qkv.split(WIDTH, -1)), WIDTH)
        hidden = gelu(linear(block + ".mlp.linear1", norm(block + ".norm2", x, 1e-5), MLP))
        x = x + linear(block + ".mlp.linear2", hidden, WIDTH)
    return norm(tower + ".norm", x, 1e-5)[1:]


def pooled_positions():
    grid = weight("vision_encoder.patch_embedding.position_embeddings", 1, 2048, WIDTH)
    return F.avg_pool3d(grid.reshape(8, 16, 16, WIDTH).permute(3, 0, 1, 2), 2).flatten(1).T


def bert(prefix, ids):
    ids = torch.tensor(ids)
    x = (weight(prefix + "embeddings.word_embeddings.weight", VOCABULARY, WIDTH)[ids]
         + weight(prefix + "embeddings.position_embeddings.weight", TOKENS, WIDTH)[:len(ids)]
         + weight(prefix + "embeddings.token_type_embeddings.weight", 2, WIDTH)[0])
    x = norm(prefix + "embeddings.LayerNorm", x, 1e-12)
    for i in range(BLOCKS):
        layer = f"{prefix}encoder.layer.{i}."
        q, k, v = (linear(layer + "attention.self." + part, x, WIDTH) for part in ("query", "key", "value"))
        seen = linear(layer + "attention.output.dense", attend(q, k, v), WIDTH)
        x = norm(layer + "attention.output.LayerNorm", x + seen, 1e-12)
        hidden = gelu(linear(layer + "intermediate.dense", x, MLP))
        x = norm(layer + "output.LayerNorm", x + linear(layer + "output.dense", hidden, WIDTH), 1e-12)
    return x[0]


def main():
    voxels = torch.tensor(make_voxels(1, 0), dtype=torch.float64)
    image = F.avg_pool3d(voxels[None, None], 2)[0, 0]
    tokens = image_tower(image, pooled_positions())
    texts = torch.stack([bert("language_encoder.", ids) for ids in TEXTS])
    golden = {"ids": TEXTS,
              "tokens": numbers(tokens[::37, ::5]),
              "texts": numbers(texts[:, ::4]),
              "text_vectors": numbers(unit(linear("mm_language_proj", texts, WIDTH))[:, ::4])}
    target = pathlib.Path(__file__).parent / "golden" / "weight_import.json"
    target.write_text(json.dumps(golden) + "\n")
    print(target, target.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
