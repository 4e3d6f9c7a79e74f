"""``make bench``: all benchmarks, or those named."""

import sys

from bench import ghost, startup
from bench.table import show

ALL = {"startup": startup.measure, "ghost": ghost.measure}

for name in sys.argv[1:] or ALL:
    show(name, ALL[name]())
