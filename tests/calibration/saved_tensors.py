#!/usr/bin/env python3
"""What autograd keeps of one transformer block, beside what gpulint counts.

Each case is a block written out with the operations that the frameworks use,
so that no model library is needed, and the same job as a workload file of 8
and of 9 blocks, whose estimates are one block apart.  Every storage is
counted once, parameters and their casts not at all.

    saved_tensors.py GPULINT [-v]

TAP; -v lists the tensors kept.  README.md beside this file tells what was
found.
"""
import json
import math
import os
import subprocess
import sys
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.utils.checkpoint

HIDDEN, INTER, HEADS, KV, TOKENS, RANK = 256, 704, 8, 2, 512, 4
HEAD = HIDDEN // HEADS
NEAR = 0.02  # share by which the two may differ


class RMSNorm(nn.Module):
    """As transformers writes it: fp32 inside, weight after the cast."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(HIDDEN))

    def forward(self, x):
        kind = x.dtype
        y = x.to(torch.float32)
        # a sum, as torch before 2.0 keeps the argument of mean() too
        y = y * torch.rsqrt(y.pow(2).sum(-1, keepdim=True) / HIDDEN + 1e-6)
        return self.weight * y.to(kind)


class Adapted(nn.Module):
    """A matrix with a low-rank adapter beside it."""

    def __init__(self, i, o, bias=False):
        super().__init__()
        self.base = nn.Linear(i, o, bias=bias)
        self.a = nn.Linear(i, RANK, bias=False)
        self.b = nn.Linear(RANK, o, bias=False)

    def forward(self, x):
        return self.base(x) + self.b(self.a(x))


class Kernel(torch.autograd.Function):
    """What a fused kernel keeps: q, k, v, the output, a log-sum-exp."""

    @staticmethod
    def forward(ctx, q, k, v):
        times = q.shape[1] // k.shape[1]
        k2, v2 = (t.repeat_interleave(times, dim=1).float() for t in (k, v))
        scores = q.float() @ k2.transpose(-1, -2) / math.sqrt(HEAD)
        y = (torch.softmax(scores, -1) @ v2).to(q.dtype)
        # the kernel writes (batch, tokens, heads, width)
        y = y.transpose(1, 2).contiguous().transpose(1, 2)
        ctx.save_for_backward(q, k, v, y, torch.logsumexp(scores, -1))
        return y

    @staticmethod
    def backward(ctx, grad):
        raise NotImplementedError


def attend(q, k, v, kind, fp32):
    """(batch, heads, tokens, width) each; fp32: the softmax is."""
    if kind == "flash2":
        return Kernel.apply(q, k, v)
    if k.shape[1] < HEADS:
        k = k.repeat_interleave(HEADS // k.shape[1], dim=1)
        v = v.repeat_interleave(HEADS // v.shape[1], dim=1)
    if kind == "sdpa":
        return Kernel.apply(q, k, v)
    # CUDA's autocast runs softmax in fp32, the CPU's does not
    fp32 = fp32 or torch.is_autocast_cpu_enabled()
    scores = q @ k.transpose(-1, -2) * (1 / math.sqrt(HEAD))
    p = F.softmax(scores, dim=-1, dtype=torch.float32 if fp32 else None)
    return p.to(q.dtype) @ v


def split(x, heads):
    b, t, _ = x.shape
    return x.view(b, t, heads, HEAD).transpose(1, 2)


def joined(y):
    b, _, t, _ = y.shape
    return y.transpose(1, 2).reshape(b, t, -1)


class Llama(nn.Module):
    def __init__(self, kind, make):
        super().__init__()
        self.kind = kind
        self.n1, self.n2 = RMSNorm(), RMSNorm()
        self.q, self.o = make(HIDDEN, HIDDEN), make(HIDDEN, HIDDEN)
        self.k, self.v = make(HIDDEN, KV * HEAD), make(HIDDEN, KV * HEAD)
        self.gate, self.up = make(HIDDEN, INTER), make(HIDDEN, INTER)
        self.down = make(INTER, HIDDEN)

    def forward(self, x):
        h = self.n1(x)
        y = attend(split(self.q(h), HEADS), split(self.k(h), KV),
                   split(self.v(h), KV), self.kind, True)
        x = x + self.o(joined(y))
        h = self.n2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Phi3(nn.Module):
    """Llama's block with q, k and v, and gate and up, in one matrix each."""

    def __init__(self, kind, make):
        super().__init__()
        self.kind = kind
        self.n1, self.n2 = RMSNorm(), RMSNorm()
        self.qkv = make(HIDDEN, HIDDEN + 2 * KV * HEAD)
        self.o = make(HIDDEN, HIDDEN)
        self.gate_up, self.down = make(HIDDEN, 2 * INTER), make(INTER, HIDDEN)

    def forward(self, x):
        q, k, v = self.qkv(self.n1(x)).split(
            [HIDDEN, KV * HEAD, KV * HEAD], dim=2)
        # rotary embeddings make new tensors of q and k, v stays a view
        y = attend(split(q * 1.0, HEADS), split(k * 1.0, KV), split(v, KV),
                   self.kind, True)
        x = x + self.o(joined(y))
        gate, up = self.gate_up(self.n2(x)).chunk(2, dim=-1)
        return x + self.down(up * F.silu(gate))


def gelu(x):
    """NewGELUActivation of transformers, step by step; CUDA's autocast runs
    pow in fp32, the CPU's does not."""
    amp = torch.is_autocast_cpu_enabled()
    return 0.5 * x * (1.0 + torch.tanh(
        math.sqrt(2.0 / math.pi) * (x + 0.044715 * torch.pow(x.float() if amp else x, 3.0))))


class GPT2(nn.Module):
    def __init__(self, kind, make):
        super().__init__()
        self.kind = kind
        self.n1, self.n2 = nn.LayerNorm(HIDDEN), nn.LayerNorm(HIDDEN)
        self.qkv = make(HIDDEN, 3 * HIDDEN)
        self.o = make(HIDDEN, HIDDEN)
        self.fc1, self.fc2 = make(HIDDEN, INTER), make(INTER, HIDDEN)

    def forward(self, x):
        q, k, v = self.qkv(self.n1(x)).split(HIDDEN, dim=2)
        y = attend(split(q, HEADS), split(k, HEADS), split(v, HEADS),
                   self.kind, False)
        x = x + self.o(joined(y))
        return x + self.fc2(gelu(self.fc1(self.n2(x))))


def kept(block, x, again, amp):
    """The tensors kept, (bytes, dtype, shape) by storage; parameters and
    what has their shape apart."""
    shapes = {tuple(p.shape) for p in block.parameters()}
    shapes |= {s[::-1] for s in shapes}
    own = {p.storage().data_ptr() for p in block.parameters()}
    seen = {}

    def note(t):
        pointer = t.storage().data_ptr()
        if pointer not in own and tuple(t.shape) not in shapes:
            seen[pointer] = (t.storage().nbytes(), t.dtype, tuple(t.shape))
        return t

    with torch.autograd.graph.saved_tensors_hooks(note, lambda t: t):
        with torch.autocast("cpu", torch.bfloat16, enabled=amp):
            if again:
                torch.utils.checkpoint.checkpoint(block, x)
            else:
                block(x)
    return list(seen.values())


def measured(case):
    bias = case["block"] is GPT2
    make = Adapted if case["lora"] else nn.Linear
    block = case["block"](case["attention"],
                          lambda i, o: make(i, o, bias=bias))
    dtype = torch.float32 if case["amp"] else torch.bfloat16
    block = block.to(dtype)
    for name, p in block.named_parameters():
        p.requires_grad = not case["lora"] or ".a." in name or ".b." in name
    x = torch.randn(1, TOKENS, HIDDEN, dtype=dtype, requires_grad=True)
    return kept(block, x, case["again"], case["amp"])


WORKLOAD = """gpulint: workload/1
model: {{family: {family}, layers: {layers}, hidden: {hidden},
  intermediate: {inter}, heads: {heads}, kv_heads: {kv}, vocab: 64,
  gated_mlp: {gated}}}
load: {{dtype: {dtype}}}
train: {{method: {method}, precision: {precision}, micro_batch: {rows},
  seq_len: {tokens}, seq_kind: packed, loss: plain, optimizer: sgd,
  attention: {attention}, checkpointing: {checkpointing}, dropout: 0}}
parallel: {{gpus: 1}}
"""


def counted(gpulint, case):
    """Bytes that gpulint counts for one block and one token."""
    gpt2 = case["block"] is GPT2
    # recomputed blocks keep little: more rows make forward the peak
    rows = 64 if case["again"] else 1
    method = ("lora, trainable_dtype: bf16, lora: {rank: %d, targets: "
              "all-linear, dropout: 0}" % RANK if case["lora"] else "full")
    both = []
    for layers in (8, 9):
        text = WORKLOAD.format(
            family=case["block"].__name__.lower(), layers=layers,
            hidden=HIDDEN, inter=INTER, heads=HEADS, kv=HEADS if gpt2 else KV,
            gated="false" if gpt2 else "true",
            dtype="fp32" if case["amp"] else "bf16", method=method,
            precision="amp-bf16" if case["amp"] else "bf16", rows=rows,
            tokens=TOKENS, attention=case["attention"],
            checkpointing="full" if case["again"] else "none")
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as f:
            f.write(text)
            f.flush()
            out = subprocess.run(
                [gpulint, "fit", "--isolated", "--format", "json", f.name],
                stdout=subprocess.PIPE, check=True).stdout
        per_gpu = json.loads(out)["workloads"][0]["per_gpu"]
        both.append(sum(t["bytes"] for t in per_gpu["terms"]
                        if t["name"] == "activations"))
    return (both[1] - both[0]) / TOKENS / rows


def cases():
    for block in (Llama, Phi3, GPT2):
        for attention in ("sdpa", "flash2", "eager"):
            for lora in (False, True):
                for amp in (False, True):
                    if amp and lora:
                        continue  # adapters' casts are PEFT's own matter
                    yield dict(block=block, attention=attention, lora=lora,
                               again=False, amp=amp)
        yield dict(block=block, attention="sdpa", lora=False, again=True,
                   amp=False)


def name_of(case):
    return "%s, %s, %s, %s%s" % (
        case["block"].__name__.lower(), case["attention"],
        "adapters" if case["lora"] else "full",
        "autocast" if case["amp"] else "bf16",
        ", recomputed" if case["again"] else "")


def main():
    gpulint, verbose = sys.argv[1], "-v" in sys.argv[2:]
    torch.manual_seed(0)
    n = 0
    for n, case in enumerate(cases(), 1):
        tensors = measured(case)
        got = sum(t[0] for t in tensors) / TOKENS
        want = counted(gpulint, case)
        off = want / got - 1
        far = abs(off) > NEAR
        print("%sok %d - %s: torch keeps %.0f bytes a token, gpulint counts "
              "%.0f, %+.1f %%" % (
                  "not " if far else "", n, name_of(case), got, want,
                  100 * off))
        for size, dtype, shape in tensors if verbose else ():
            print("#   %8.0f  %s %s" % (size / TOKENS, dtype, list(shape)))
    print("1..%d" % n)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    torch.set_num_threads(1)
    main()
