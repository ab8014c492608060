#!/usr/bin/python3
"""Writes golden/pamn_tiny.json: what PAMN gives for made-up weights, by an independent reference.

Written from the model's equations (Tong et al., Eqs. 1-10) in double precision, with plain
torch.nn.functional calls: the patch embedding is a strided convolution, attention is einsum, the
memory is a literal loop over the phases of one case at a time, and the decomposition into phases is
made by switching off one update after the other. Weights, voxels and texts come from an integer
hash that the C++ test computes too, so only results are stored.

Needs Debian's python3-torch. Run: /usr/bin/python3 tests/engine/make_golden.py
"""
import json
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from hashed_numbers import hashed  # noqa: E402

C, HEADS, MLP, LAYERS, E = 32, 4, 64, 2, 16
VOCABULARY, MAX_TOKENS = 40, 64
N = 4 * 8 * 8
PRESENT = [[1, 1, 1, 1], [0, 1, 0, 1], [1, 0, 0, 0]]
PHASE_ID = [[0, 1, 2, 3], [0, 1, 2, 2], [7, 1, 2, 3]]
TEXT_LENGTHS = [12, 7, 4]


def middle_and_spread(name):
    if name == "log_scale":
        return math.log(1 / 0.07), 0.0
    if name == "log_bias":
        return -10.0, 0.0
    if "theta" in name:
        return 1.0, 0.4
    if "norm" in name and name.endswith("weight"):
        return 1.0, 0.2
    if name.endswith("bias"):
        return 0.0, 0.1
    if name == "phase_encoder.patch.weight":
        return 0.0, 0.02
    if name.endswith("spatial"):
        return 0.0, 0.1
    return 0.0, 0.3


class Weights:
    """Parameters made on first use and kept by name, so that gradients can be asked for."""

    def __init__(self, pyramid=False):
        self.made = {}
        self.pyramid = pyramid  # the stem

    def __call__(self, name, *shape):
        if name not in self.made:
            middle, spread = middle_and_spread(name)
            values = (middle + spread * hashed(name, math.prod(shape))).astype(np.float32)
            self.made[name] = torch.tensor(values, dtype=torch.float64).reshape(shape).requires_grad_()
        assert self.made[name].shape == shape
        return self.made[name]


def linear(w, name, x, out, bias=True):
    return F.linear(x, w(name + ".weight", out, x.shape[-1]), w(name + ".bias", out) if bias else None)


def layer_norm(w, name, x, eps):
    return F.layer_norm(x, x.shape[-1:], w(name + ".weight", x.shape[-1]), w(name + ".bias", x.shape[-1]), eps)


def attention(w, name, x, qkv_bias, seen=None, watch=None):
    q, k, v = linear(w, name + ".qkv", x, 3 * C, qkv_bias).split(C, -1)
    split = lambda t: t.reshape(t.shape[0], t.shape[1], HEADS, C // HEADS)
    scores = torch.einsum("bihd,bjhd->bhij", split(q), split(k)) / math.sqrt(C // HEADS)
    if seen is not None:
        scores = scores + torch.where(seen[:, None, None, :], 0.0, -1e30)
    looks = scores.softmax(-1)
    if watch is not None:
        watch.append(looks)
    mixed = torch.einsum("bhij,bjhd->bihd", looks, split(v))
    return linear(w, name + ".out", mixed.reshape(x.shape), C)


def gelu(x):
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def feed_forward(w, name, x):
    return linear(w, name + ".down", gelu(linear(w, name + ".up", x, MLP)), C)


def merged(w, name, x, out, size):
    """A linear map of `size` neighbours, whose channels lie within: a convolution with that stride."""
    kernel = w(name + ".weight", out, math.prod(size) * x.shape[1]).reshape(out, *size, x.shape[1])
    return F.conv3d(x, kernel.permute(0, 4, 1, 2, 3), w(name + ".bias", out), stride=size)


def pyramid(w, name, voxels):
    """[K,1,32,256,256] -> [K,C,4,8,8] in four steps."""
    x = gelu(merged(w, name + ".first", voxels, C // 8, (2, 4, 4)))
    for level, out in (("fine", C // 2), ("coarse", C)):
        part = f"{name}.{level}"
        x = merged(w, part + ".merge", x, out, (2, 2, 2))
        x = gelu(layer_norm(w, part + ".norm", x.movedim(1, -1), 1e-5).movedim(-1, 1))
        x = x + F.conv3d(x, w(part + ".spatial", out, 1, 3, 3, 3), padding=1, groups=out)
    return merged(w, name + ".last", x, C, (1, 2, 2))


def phase_encoder(w, voxels, watch=None):
    name = "phase_encoder"
    if w.pyramid:
        x = pyramid(w, name + ".pyramid", voxels[:, None])
    else:
        kernel = w(name + ".patch.weight", C, 8 * 32 * 32).reshape(C, 1, 8, 32, 32)
        x = F.conv3d(voxels[:, None], kernel, w(name + ".patch.bias", C), stride=(8, 32, 32))
    x = x.flatten(2).transpose(1, 2) + w(name + ".positions", 1, N, C)
    x = torch.cat([w(name + ".cls", 1, 1, C).repeat(len(x), 1, 1), x], 1)
    for i in range(LAYERS):
        block = f"{name}.blocks{i}"
        x = x + attention(w, block + ".attention", layer_norm(w, block + ".norm1", x, 1e-5), False, watch=watch)
        x = x + feed_forward(w, block, layer_norm(w, block + ".norm2", x, 1e-5))
    return layer_norm(w, name + ".norm", x, 1e-5)[:, 1:]


def text_encoder(w, ids, mask):
    name = "text_encoder"
    x = w(name + ".words", VOCABULARY, C)[ids] + w(name + ".positions", MAX_TOKENS, C)[: ids.shape[1]]
    x = layer_norm(w, name + ".norm", x, 1e-12)
    for i in range(LAYERS):
        block = f"{name}.blocks{i}"
        x = layer_norm(w, block + ".norm1", x + attention(w, block + ".attention", x, True, mask), 1e-12)
        x = layer_norm(w, block + ".norm2", x + feed_forward(w, block, x), 1e-12)
    return x[:, 0]


def grid_conv(w, name, x, k, robust):
    """x [N,C]; the grid is D-major."""
    if k == 1:
        return linear(w, name, x, C)
    grid = x.T.reshape(1, C, 4, 8, 8)
    if robust:
        mixed = F.conv3d(grid, w(name + ".spatial", C, 1, k, k, k), padding=k // 2, groups=C)
        return linear(w, name, mixed.reshape(C, N).T, C)
    out = F.conv3d(grid, w(name + ".spatial", C, C, k, k, k), w(name + ".bias", C), padding=k // 2)
    return out.reshape(C, N).T


def memory(w, tokens, present, robust, without=None):
    """Eqs. 2-6 for one case. `without` leaves out what that phase writes, keeping all gates: M_T is
    linear in the updates once the gates are given, so the difference is the phase's own part."""
    state, full = torch.zeros(N, C, dtype=torch.float64), torch.zeros(N, C, dtype=torch.float64)
    first = True
    for t, here in enumerate(present):
        if not here:
            continue
        f = tokens[t]
        gates = {}
        for g in "zr":
            gates[g] = torch.sigmoid(grid_conv(w, f"cell.feature.{g}", f, 3, robust)
                                     + grid_conv(w, f"cell.memory.{g}", full, 3, robust))
            gates[g] = gates[g] * w(f"cell.theta_{g}", 1, N, 1)[0]
            if robust:
                gates[g] = gates[g].clamp(0, 1)
        terms = [torch.tanh(grid_conv(w, f"cell.feature.kernel{k}", f, k, robust)
                            + gates["r"] * grid_conv(w, f"cell.memory.kernel{k}", full, k, robust))
                 for k in (1, 3, 5)]
        candidate = sum(terms) / (3 if robust else 1)
        a = linear(w, "cell.attention", candidate, 1).softmax(0) * (N if robust else 1)
        z = torch.ones_like(gates["z"]) if robust and first else gates["z"]
        first = False
        update = a * candidate
        state = (1 - z) * state + z * (0 if t == without else update)
        full = (1 - z) * full + z * update
    return state, full


def head(w, v, robust):
    return linear(w, "head", layer_norm(w, "head_norm", v, 1e-5) if robust else v, E)


def unit(x):
    return x / x.norm(dim=-1, keepdim=True)


def pool_positions(w, x):
    return linear(w, "readout", x, 1).softmax(-2)


def embed_phases(w, tokens, phase_ids, robust):
    return tokens + w("phase_embedding", 9, C)[phase_ids][:, None] if robust else tokens


def pamn(w, tokens, present, phase_ids, robust):
    _, m = memory(w, embed_phases(w, tokens, phase_ids, robust), present, robust)
    return head(w, (pool_positions(w, m) * m).sum(0), robust)


def baseline(w, kind, tokens, present, phase_ids):
    x = embed_phases(w, tokens, phase_ids, True)[torch.tensor(present, dtype=torch.bool)]
    v = (pool_positions(w, x) * x).sum(1)
    if kind == "mean":
        return head(w, v.mean(0), True)
    if kind == "max":
        return head(w, v.max(0).values, True)
    if kind == "attention":
        return head(w, (linear(w, "phase_attention", v, 1).softmax(0) * v).sum(0), True)
    return head(w, v[0], True)


def maps(w, tokens, present, phase_ids, text, robust):
    f = embed_phases(w, tokens, phase_ids, robust)
    _, m = memory(w, f, present, robust)
    p = pool_positions(w, m)
    v = (p * m).sum(0)
    view, kappa = [], []
    for t in range(len(present)):
        part = p * (m - memory(w, f, present, robust, without=t)[0])
        view.append(part.abs().mean(-1))
        if robust:
            scale = (v.var(unbiased=False) + 1e-5).rsqrt()
            part = (part - part.mean(-1, keepdim=True)) * scale * w("head_norm.weight", C)
        kappa.append(part @ w("head.weight", E, C).T @ text)
    return torch.stack(view), torch.stack(kappa)


def rollout(w, voxels):
    """Abnar & Zuidema 2020, without what comes from CLS: rows say from which patches a token is."""
    watch = []
    phase_encoder(w, voxels[None], watch)
    flow = torch.eye(1 + N, dtype=torch.float64)
    for looks in watch:
        flow = (0.5 * looks[0].mean(0) + 0.5 * torch.eye(1 + N, dtype=torch.float64)) @ flow
    patches = flow[1:, 1:]
    return patches / patches.sum(1, keepdim=True)


def gradient_maps(w, tokens, present, phase_ids, text, robust):
    f = tokens.detach().requires_grad_()
    _, m = memory(w, embed_phases(w, f, phase_ids, robust), present, robust)
    v = (pool_positions(w, m) * m).sum(0)
    maps = []
    for score in (v.norm(), unit(head(w, v, robust)) @ text):
        (slope,) = torch.autograd.grad(score, f, retain_graph=True)
        maps.append((slope * f).sum(-1))
    return maps[0].abs(), maps[1]


def probed(maps):
    """[P,N] -> [P,8]: enough to tell maps apart, small enough to store."""
    return maps @ torch.tensor(hashed("map probe", N * 8)).reshape(N, 8)


def make_voxels(case, phase):
    noise = (hashed(f"voxels {case} {phase}", 32 * 256 * 256).reshape(4, 8, 8, 32, 8, 32) + 1) / 2
    strength = (hashed(f"strength {case} {phase}", N).reshape(4, 1, 8, 1, 8, 1) + 1) / 2
    return (noise * strength).astype(np.float32).reshape(32, 256, 256)


def make_texts():
    ids = np.zeros((3, 12), dtype=np.int64)
    for row, length in enumerate(TEXT_LENGTHS):
        values = (hashed(f"text {row}", length) + 1) / 2 * VOCABULARY
        ids[row, :length] = np.minimum(values.astype(np.int64), VOCABULARY - 1)
    mask = np.arange(12)[None] < np.array(TEXT_LENGTHS)[:, None]
    return torch.tensor(ids), torch.tensor(mask)


def numbers(tensor):
    return [float(f"{x:.8g}") for x in tensor.detach().flatten().tolist()]


def encode_all(w):
    tokens = torch.zeros(3, 4, N, C, dtype=torch.float64)
    rows = []
    for b in range(3):
        row = []
        for t in range(4):
            if PRESENT[b][t]:
                voxels = torch.tensor(make_voxels(b, t), dtype=torch.float64)
                row.append(phase_encoder(w, voxels[None])[0])
            else:
                row.append(tokens[b, t])
        rows.append(torch.stack(row))
    return torch.stack(rows)


def losses(w, images, texts):
    """The report of case 2 is that of case 0: a negative for the first two losses, as in the paper."""
    scores = images @ texts.T
    logits = w("log_scale", 1).exp() * scores
    target = torch.arange(3)
    rows, columns = F.cross_entropy(logits, target), F.cross_entropy(logits.T, target)
    positives = [[0, 2], [1], [0, 2]]
    spread = lambda x: sum(-x.log_softmax(1)[i, j] / len(p) for i, p in enumerate(positives) for j in p) / 3
    pairs = [F.logsigmoid((1 if j in p else -1) * (logits[i, j] + w("log_bias", 1)))
             for i, p in enumerate(positives) for j in range(3)]
    return {"one_way": rows, "symmetric": (rows + columns) / 2,
            "multi_positive": (spread(logits) + spread(logits.T)) / 2, "siglip": -sum(pairs)[0] / 3}


def gradients(w, loss):
    loss.backward()
    result = {}
    for name, value in sorted(w.made.items()):
        if value.grad is None:
            continue
        probe = torch.tensor(hashed("probe " + name, value.numel())).reshape(value.shape)
        result[name] = numbers(torch.stack([value.grad.norm(), (value.grad * probe).sum()]))
    return result


class Forward:
    """The three cases and texts through the model, and the losses of their vectors."""

    def __init__(self, robust, pyramid=False):
        w = self.w = Weights(pyramid)
        ids, mask = make_texts()
        self.texts = unit(linear(w, "text_head", text_encoder(w, ids, mask), E))
        self.tokens = encode_all(w)
        self.phase_ids = torch.tensor(PHASE_ID)
        self.raw = torch.stack([pamn(w, self.tokens[b], PRESENT[b], self.phase_ids[b], robust) for b in range(3)])
        self.kinds = losses(w, unit(self.raw), self.texts)

    def golden(self):
        return {"raw": numbers(self.raw), "unit": numbers(unit(self.raw)), "text": numbers(self.texts),
                "losses": {kind: loss.item() for kind, loss in self.kinds.items()}}


def golden_pyramid():
    forward = Forward(True, pyramid=True)
    return forward.golden() | {"gradients": gradients(forward.w, sum(forward.kinds.values()))}


def golden(robust):
    forward = Forward(robust)
    w, tokens, phase_ids, texts = forward.w, forward.tokens, forward.phase_ids, forward.texts
    view, kappa = maps(w, tokens[0], PRESENT[0], phase_ids[0], texts[1], robust)
    voxels = [torch.tensor(make_voxels(0, t), dtype=torch.float64) for t in range(4)]
    flow = torch.stack([rollout(w, v) for v in voxels])
    carried = lambda x: torch.einsum("pn,pnm->pm", x, flow)
    steep_view, steep_kappa = gradient_maps(w, tokens[0], PRESENT[0], phase_ids[0], texts[1], robust)
    result = forward.golden() | {
        "view": numbers(view), "kappa": numbers(kappa),
        "rollout": {"view": numbers(probed(carried(view))), "kappa": numbers(probed(carried(kappa)))},
        "gradient": {"view": numbers(probed(steep_view)), "kappa": numbers(probed(steep_kappa))},
        "gradients": gradients(w, sum(forward.kinds.values()))}
    if robust:
        result["baselines"] = {
            kind: numbers(torch.stack([baseline(w, kind, tokens[b], PRESENT[b], phase_ids[b]) for b in range(3)]))
            for kind in ("mean", "max", "attention", "single_phase")}
    return result


def main():
    target = pathlib.Path(__file__).parent / "golden" / "pamn_tiny.json"
    target.write_text(json.dumps({"paper": golden(False), "robust": golden(True), "pyramid": golden_pyramid()}) + "\n")
    print(target, target.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
