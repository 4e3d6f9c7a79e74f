"""``make bench``: all benchmarks, or those named."""

import sys

from bench import cache, ghost, startup
from bench.table import Unavailable, show

ALL = {"startup": startup.measure, "ghost": ghost.measure, "cache": cache.measure}

for name in sys.argv[1:] or ALL:
    try:
        show(name, ALL[name]())
    except Unavailable as why:
        print(f"\n{name}\n  {why}")
