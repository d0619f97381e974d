#!/usr/bin/env python3
"""What autograd keeps of one transformer block, byte by byte.

Every storage is counted once, parameters not at all.  The blocks are written
out here with the operations that the frameworks use, so that no model library
is needed.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

HIDDEN, INTER, HEADS, KV, TOKENS = 256, 704, 8, 2, 64
HEAD = HIDDEN // HEADS


class Norm(nn.Module):
    """RMSNorm as transformers writes it: fp32 inside, weight after the cast."""

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

    def __init__(self, i, o, rank=4):
        super().__init__()
        self.base = nn.Linear(i, o, bias=False)
        self.a = nn.Linear(i, rank, bias=False)
        self.b = nn.Linear(rank, o, bias=False)

    def forward(self, x):
        return self.base(x) + self.b(self.a(x))


class Block(nn.Module):
    """Llama's block; eager attention keeps the scores, fused is left to a
    stand-in that keeps q, k, v and the output, as the kernel does."""

    def __init__(self, eager, linear=None):
        super().__init__()
        make = linear or (lambda i, o: nn.Linear(i, o, bias=False))
        self.eager = eager
        self.n1, self.n2 = Norm(), Norm()
        self.q, self.o = make(HIDDEN, HIDDEN), make(HIDDEN, HIDDEN)
        self.k, self.v = make(HIDDEN, KV * HEAD), make(HIDDEN, KV * HEAD)
        self.gate, self.up = make(HIDDEN, INTER), make(HIDDEN, INTER)
        self.down = make(INTER, HIDDEN)

    def attend(self, x):
        b, t, _ = x.shape
        q = self.q(x).view(b, t, HEADS, HEAD).transpose(1, 2)
        k = self.k(x).view(b, t, KV, HEAD).transpose(1, 2)
        v = self.v(x).view(b, t, KV, HEAD).transpose(1, 2)
        k = k.repeat_interleave(HEADS // KV, dim=1)
        v = v.repeat_interleave(HEADS // KV, dim=1)
        if self.eager:
            s = q @ k.transpose(-1, -2) / math.sqrt(HEAD)
            p = F.softmax(s, dim=-1, dtype=torch.float32).to(x.dtype)
            y = p @ v
        else:
            y = Kernel.apply(q, k, v)
        return self.o(y.transpose(1, 2).reshape(b, t, -1))

    def forward(self, x):
        x = x + self.attend(self.n1(x))
        h = self.n2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Kernel(torch.autograd.Function):
    @staticmethod
    def forward(ctx, q, k, v):
        p = torch.softmax(q.float() @ k.float().transpose(-1, -2) / math.sqrt(HEAD), -1)
        y = (p.to(v.dtype).float() @ v.float()).to(q.dtype)
        # the kernel writes (batch, tokens, heads, width)
        y = y.transpose(1, 2).contiguous().transpose(1, 2)
        ctx.save_for_backward(q, k, v, y)
        return y

    @staticmethod
    def backward(ctx, grad):
        return grad, grad, grad


def kept(block, x):
    """Bytes kept for each token, parameters apart."""
    own = {p.storage().data_ptr() for p in block.parameters()}
    seen = {}

    def note(t):
        pointer = t.storage().data_ptr()
        if pointer not in own:
            seen[pointer] = t.storage().nbytes()
        return t

    with torch.autograd.graph.saved_tensors_hooks(note, lambda t: t):
        block(x)
    return seen, sum(seen.values()) / TOKENS


def freeze(block):
    for name, p in block.named_parameters():
        p.requires_grad = ".a." in name or ".b." in name
    return block


def expected(eager, adapters):
    h, i, c = HIDDEN, INTER, 2
    norms = 2 * (4 * h + (0 if adapters else c * h))
    inputs = c * (2 * h + i)  # q k v, gate up, down; o shares attention's
    attention = c * 4 * h  # eager: the output is kept as o's input
    gate = c * 3 * i
    scores = HEADS * TOKENS * (4 + c) if eager else 0
    return norms + inputs + attention + gate + scores


def main():
    torch.manual_seed(0)
    print("%-24s %12s %12s %8s" % ("block", "kept", "counted", "off"))
    for eager in (False, True):
        for adapters in (False, True):
            block = Block(eager, Adapted if adapters else None)
            block = block.to(torch.bfloat16)
            if adapters:
                freeze(block)
            x = torch.randn(1, TOKENS, HIDDEN, dtype=torch.bfloat16,
                            requires_grad=True)
            _, got = kept(block, x)
            want = expected(eager, adapters)
            name = ("eager" if eager else "fused") + (", adapters" if adapters else ", full")
            print("%-24s %12.1f %12.1f %7.1f%%" % (name, got, want, 100 * (want / got - 1)))


if __name__ == "__main__":
    main()
