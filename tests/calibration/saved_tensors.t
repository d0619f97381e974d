#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir
# What gpulint counts of a block is what PyTorch keeps of it, where there is
# a PyTorch for the CPU (Debian's python3-torch).

for python in python3 /usr/bin/python3; do
	"$python" -c 'import torch' 2>/dev/null || continue
	exec "$python" "$top_srcdir/tests/calibration/saved_tensors.py" \
	    "$GPULINT"
done
echo "1..0 # SKIP no PyTorch"
