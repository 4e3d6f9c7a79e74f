"""``make bench``: all benchmarks, or those named."""

import sys

from bench import cache, ghost, stall, startup
from bench.table import Unavailable, show

ALL = {"startup": startup.measure, "ghost": ghost.measure, "stall": stall.measure, "cache": cache.measure}

for name in sys.argv[1:] or ALL:
    try:
        show(name, ALL[name]())
    except Unavailable as why:
        print(f"\n{name}\n  {why}")
