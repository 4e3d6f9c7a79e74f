"""The table of shapes x features: no byte of thinking where it does not belong, none of it lost.

``shapes`` says how thinking may come over the wire, ``rows`` which provider sends it so, and ``run`` puts
every case through a real server process over LSP and says what became of it.  A test asserts that all is
well; ``make leaks`` shows the table::

    with stage(row, tmp_path) as ready:
        assert all(case.well for case in run(row, ready))
"""

from leaks.rows import ROWS, Row
from leaks.run import FEATURES, Case, run
from leaks.shapes import Shape, Speech
from leaks.stage import Stage, stage

__all__ = ["FEATURES", "ROWS", "Case", "Row", "Shape", "Speech", "Stage", "run", "stage"]
