"""``make leaks``: the table of shapes x features, over all providers and chunkings."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from leaks import FEATURES, ROWS, Case, run, stage


def main() -> int:
    """Run and show all; 1 if anything leaked, was lost or went wrong."""
    by_shape: Mapping[str, list[Case]] = defaultdict(list)
    for row in ROWS:
        with TemporaryDirectory() as folder, stage(row, Path(folder)) as ready:
            for case in run(row, ready):
                by_shape[case.shape].append(case)
    print(f"{'shape of the thinking':46} {'rows':>9}  " + "".join(f"{f:>27}" for f in FEATURES))
    print(f"{'':46} {'':9}  " + f"{'asked leaked  lost wrong':>27}" * len(FEATURES))
    for name, cases in by_shape.items():
        rows = len({case.provider for case in cases})
        print(f"{name:46} {rows:9}  " + "".join(_cell(cases, feature) for feature in FEATURES))
    every = [case for cases in by_shape.values() for case in cases]
    print(f"{'together':46} {len(ROWS):9}  " + "".join(_cell(every, feature) for feature in FEATURES))
    bad = [case for case in every if not case.well]
    for case in bad:
        print(case, file=sys.stderr)
    return 1 if bad else 0


def _cell(cases: Iterable[Case], feature: str) -> str:
    of = [case for case in cases if case.feature == feature]
    lost = "-" if all(case.lost is None for case in of) else sum(bool(case.lost) for case in of)
    leaked, wrong = sum(case.leaked for case in of), sum(bool(case.wrong) for case in of)
    return f"{len(of):5} {leaked:6} {lost:>5} {wrong:5}".rjust(27)


if __name__ == "__main__":
    sys.exit(main())
