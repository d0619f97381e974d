#!/usr/bin/env python3
"""serving.py CORPUS GPULINT [-v]: of the files that serve a model, how many are
given an estimate, or an unknown that names the one fact that is missing.

A file serves where it names the image, the program or the resource of an engine
whose memory is estimated; what is built for other hardware than GPUs counts as
answered where that is said."""

import json
import os
import re
import subprocess
import sys

FOLDERS = ("docker_compose", "kubernetes", "helm_values", "kserve", "kuberay",
           "llama_swap", "localai")
IMAGE = re.compile(
    r"""(?:image|repository)["']?\s*:\s*["']?\S*(?:vllm(?!-router)|sglang|
    text-generation-inference|tgi-gaudi|llama\.cpp:server|ollama/ollama)
    |\bvllm\ serve\s|vllm\.entrypoints\.|text-generation-launcher
    |sglang\.launch_server|\bllama-server\s
    |\bllm_configs\s*:|engine_kwargs\s*:|kind:\s*LLMInferenceService\b""",
    re.X)
ROUTER = re.compile(r"image\S*\s*:\s*\S*(?:router|openwebui|open-webui|exporter)")


def serves(folder, text):
    text = "\n".join(line for line in text.split("\n")
                     if not line.lstrip().startswith("#")
                     and not ROUTER.search(line))
    return folder in ("llama_swap",) or bool(IMAGE.search(text)) or (
        folder == "localai" and ".gguf" in text)


def answer(gpulint, path):
    out = subprocess.run([gpulint, "fit", "--isolated", "--format", "json",
                          path], capture_output=True, text=True, timeout=60)
    try:
        workloads = json.loads(out.stdout)["workloads"]
    except (ValueError, KeyError):
        return "no answer"
    served = [w for w in workloads if w["kind"] == "serve"]
    if not served:
        return "no workload that serves"
    for w in served:
        if w["status"] != "estimated" and not re.match(
                r"[a-z]+\.[a-z_.]+ is not known", w["reason"] or ""):
            return w["reason"]
    return ""


def main():
    corpus, gpulint = sys.argv[1:3]
    total = answered = 0
    for folder in FOLDERS:
        n = good = 0
        for root, _, names in sorted(os.walk(os.path.join(corpus, folder))):
            for name in sorted(names):
                path = os.path.join(root, name)
                with open(path, errors="replace") as f:
                    if not serves(folder, f.read()):
                        continue
                why = answer(gpulint, path)
                n += 1
                good += not why
                if why and "-v" in sys.argv:
                    print(f"  {path}: {why}")
        print(f"{folder}: {good} of {n}")
        total += n
        answered += good
    print(f"{answered} of {total}")
    return answered < 0.9 * total


if __name__ == "__main__":
    sys.exit(main())
