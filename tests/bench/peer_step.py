#!/usr/bin/python3
"""Takes the training step of bench_engine in Python's torch, in turns with it.

Written from PAMN's equations with torch.nn modules, as one would in Python: it reads the model and
the batch that bench_engine left (--exchange), so that both programs must come to the same losses.
For each line "step" on standard input it takes one and prints
{"seconds", "cpu_seconds", "loss", "peak_mb"}.

Needs Debian's python3-torch.
"""
import argparse
import json
import math
import pathlib
import struct
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

GRID = (4, 8, 8)
CELLS = 256
PATCH = (8, 32, 32)
PHASES = 9  # that the vocabulary of phases names


def read_safetensors(file):
    with open(file, "rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(length))
        data = np.memmap(file, np.uint8, "r", 8 + length)
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32", name
        begin, end = entry["data_offsets"]
        values = np.array(data[begin:end]).view(np.float32).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values)
    return tensors, metadata


class Attention(nn.Module):
    def __init__(self, width, heads, qkv_bias):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=qkv_bias)
        self.out = nn.Linear(width, width)

    def forward(self, x, hidden=None):
        b, t, c = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-2, -1) / math.sqrt(c // self.heads)
        if hidden is not None:
            scores = scores.masked_fill(hidden[:, None, None, :], -math.inf)
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, c))


class Block(nn.Module):
    def __init__(self, width, heads, mlp, post_norm, qkv_bias, eps):
        super().__init__()
        self.post_norm = post_norm
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.attention = Attention(width, heads, qkv_bias)
        self.norm2 = nn.LayerNorm(width, eps=eps)
        self.up = nn.Linear(width, mlp)
        self.down = nn.Linear(mlp, width)

    def forward(self, x, hidden=None):
        if self.post_norm:
            x = self.norm1(x + self.attention(x, hidden))
            return self.norm2(x + self.down(F.gelu(self.up(x))))
        x = x + self.attention(self.norm1(x), hidden)
        return x + self.down(F.gelu(self.up(self.norm2(x))))


def blocks_named(module, count, make):
    """Registers them as blocks0, blocks1, …, the names of the model file."""
    for i in range(count):
        setattr(module, f"blocks{i}", make())
    return [getattr(module, f"blocks{i}") for i in range(count)]


class PhaseEncoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        width = c["width"]
        self.patch = nn.Linear(math.prod(PATCH), width)
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.positions = nn.Parameter(torch.zeros(1, CELLS, width))
        make = lambda: Block(width, c["heads"], c["mlp"], False, False, 1e-5)
        self.blocks = blocks_named(self, c["layers"], make)
        self.norm = nn.LayerNorm(width)

    def forward(self, voxels):
        k = len(voxels)
        cut = voxels.view(k, GRID[0], PATCH[0], GRID[1], PATCH[1], GRID[2], PATCH[2])
        patches = cut.permute(0, 1, 3, 5, 2, 4, 6).reshape(k, CELLS, -1)
        x = torch.cat([self.cls.expand(k, -1, -1), self.patch(patches) + self.positions], 1)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)[:, 1:]


class TextEncoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        width = c["textWidth"]
        self.words = nn.Parameter(torch.zeros(c["vocabulary"], width))
        self.positions = nn.Parameter(torch.zeros(c["maxTokens"], width))
        self.norm = nn.LayerNorm(width, eps=1e-12)
        make = lambda: Block(width, c["textHeads"], c["textMlp"], True, True, 1e-12)
        self.blocks = blocks_named(self, c["textLayers"], make)

    def forward(self, ids, hidden):
        x = self.norm(F.embedding(ids, self.words) + self.positions[: ids.shape[1]])
        for block in self.blocks:
            x = block(x, hidden)
        return x[:, 0]


class GridConv(nn.Module):
    """Depthwise k×k×k, then between channels; only the latter for k = 1. x [B,N,C]."""

    def __init__(self, width, k):
        super().__init__()
        self.spatial = nn.Parameter(torch.zeros(width, 1, k, k, k)) if k > 1 else None
        self.weight = nn.Parameter(torch.zeros(width, width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if self.spatial is not None:
            grid = x.transpose(1, 2).unflatten(2, GRID)
            grid = F.conv3d(grid, self.spatial, padding="same", groups=grid.shape[1])
            x = grid.flatten(2).transpose(1, 2)
        return F.linear(x, self.weight, self.bias)


class Side(nn.Module):
    def __init__(self, width):
        super().__init__()
        for name, k in (("kernel1", 1), ("kernel3", 3), ("kernel5", 5), ("z", 3), ("r", 3)):
            setattr(self, name, GridConv(width, k))

    def forward(self, x):
        return [conv(x) for conv in (self.kernel1, self.kernel3, self.kernel5, self.z, self.r)]


class Cell(nn.Module):
    """Eqs. 2-6 with the robust options."""

    def __init__(self, width):
        super().__init__()
        self.feature = Side(width)
        self.memory = Side(width)
        self.theta_z = nn.Parameter(torch.ones(1, CELLS, 1))
        self.theta_r = nn.Parameter(torch.ones(1, CELLS, 1))
        self.attention = nn.Linear(width, 1)

    def forward(self, features):
        """[B,P,N,C], every phase present."""
        b, p = features.shape[:2]
        of_phases = [x.unflatten(0, (b, p)).unbind(1) for x in self.feature(features.flatten(0, 1))]
        state = torch.zeros_like(features[:, 0])
        for t in range(p):
            now = [x[t] for x in of_phases]
            old = self.memory(state)
            z = (torch.sigmoid(now[3] + old[3]) * self.theta_z).clamp(0, 1)
            r = (torch.sigmoid(now[4] + old[4]) * self.theta_r).clamp(0, 1)
            candidate = sum(torch.tanh(now[k] + r * old[k]) for k in range(3)) / 3
            update = CELLS * self.attention(candidate).softmax(1) * candidate
            state = update if t == 0 else (1 - z) * state + z * update
        return state


class Pamn(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, embedding = c["width"], c["embedding"]
        self.phase_encoder = PhaseEncoder(c)
        self.phase_embedding = nn.Parameter(torch.zeros(PHASES, width))
        self.cell = Cell(width)
        self.readout = nn.Linear(width, 1)
        self.head_norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, embedding)
        self.text_encoder = TextEncoder(c)
        self.text_head = nn.Linear(c["textWidth"], embedding)
        self.log_scale = nn.Parameter(torch.zeros(1))
        self.log_bias = nn.Parameter(torch.zeros(1))

    def forward(self, images, ids, hidden):
        """images [B,P,32,256,256] of the first P phases, ids and hidden [B,L]: the symmetric loss."""
        b, p = images.shape[:2]
        tokens = self.phase_encoder(images.flatten(0, 1)).unflatten(0, (b, p))
        memory = self.cell(tokens + self.phase_embedding[:p, None])
        pooled = (self.readout(memory).softmax(1) * memory).sum(1)
        image = F.normalize(self.head(self.head_norm(pooled)), dim=-1, eps=1e-6)
        text = F.normalize(self.text_head(self.text_encoder(ids, hidden)), dim=-1, eps=1e-6)
        logits = self.log_scale.clamp(max=math.log(100)).exp() * image @ text.t()
        pair = torch.arange(b)
        return (F.cross_entropy(logits, pair) + F.cross_entropy(logits.t(), pair)) / 2


def load_model(folder):
    weights, metadata = read_safetensors(folder / "model.safetensors")
    model = Pamn(json.loads(metadata["bolus.config"]))
    model.load_state_dict(weights)
    return model


def load_batch(folder):
    batch, _ = read_safetensors(folder / "batch.safetensors")
    ended = batch["ids"] < 0
    return batch["images"], batch["ids"].long().clamp(min=0), ended


def optimiser_of(model):
    """No decay on biases, norms, theta and the logit scale."""
    decayed, plain = [], []
    for name, weight in model.named_parameters():
        (plain if weight.dim() <= 1 or "theta" in name else decayed).append(weight)
    groups = [{"params": decayed, "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=1e-4)


def step(model, optimiser, batch):
    loss = model(*batch)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return loss.item()


def peak_mb():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exchange", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model, batch = load_model(arguments.exchange), load_batch(arguments.exchange)
    optimiser = optimiser_of(model)
    print(json.dumps({"ready": "peer", "torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        if line.strip() != "step":
            continue
        start, cpu = time.perf_counter(), time.process_time()
        loss = step(model, optimiser, batch)
        print(json.dumps({"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu,
                          "loss": loss, "peak_mb": peak_mb()}), flush=True)


if __name__ == "__main__":
    main()
