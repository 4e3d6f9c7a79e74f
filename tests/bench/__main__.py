"""``make bench``: all benchmarks but the long ones, or those named."""

import sys

from bench import answers, applier, cache, ghost, index, infilling, memory, reuse, stall, startup
from bench.table import Unavailable, show

USUAL = {
    "startup": startup.measure,
    "ghost": ghost.measure,
    "reuse": reuse.measure,
    "answers": answers.measure,
    "applier": applier.measure,
    "memory": memory.measure,
    "index": index.measure,
    "stall": stall.measure,
    "cache": cache.measure,
}
LONG = {"infilling": infilling.measure}

for name in sys.argv[1:] or USUAL:
    try:
        show(name, (USUAL | LONG)[name]())
    except Unavailable as why:
        print(f"\n{name}\n  {why}")
