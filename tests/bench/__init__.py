"""Benchmarks: ``make bench``.  Each prints figures beside a baseline taken in the same run.

Absolute times are those of the machine; the ratios are what to compare.  Nothing here is a test:
no figure passes or fails.
"""
