"""The table of shapes x features: no byte of thinking where it does not belong, none of it lost.

``shapes`` says how thinking may come over the wire, ``rows`` which provider sends it so, ``run`` puts every
case through a real server process over LSP and tells what became of it.  A test asserts that it is well;
``python -m bench thinking`` shows it::

    for case in run(row, stage):
        assert not case.wrong
"""

from leaks.rows import ROWS, Row
from leaks.run import Case, Stage, run
from leaks.shapes import Shape, Speech

__all__ = ["ROWS", "Case", "Row", "Shape", "Speech", "Stage", "run"]
