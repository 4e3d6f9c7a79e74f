"""``python -m bench.applier [--count N] [--seed N] [PATH ...]``, in ``tests``: PATHs hold the code."""

import argparse
from pathlib import Path

from bench.applier import COUNT, SEED, measure
from bench.table import show

parser = argparse.ArgumentParser(prog="bench.applier")
parser.add_argument("--count", type=int, default=COUNT)
parser.add_argument("--seed", type=int, default=SEED)
parser.add_argument("roots", nargs="*", type=Path)
args = parser.parse_args()
show("applier", measure(args.roots, args.count, args.seed))
