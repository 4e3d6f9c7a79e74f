"""HumanEval-Infilling, single lines: what m2lsp makes of a small model's answers, beside the bare answers.

Each case is completed twice: by plain fill-in-the-middle, and by accepting the ghost text of the whole
server.  Both get the same engine's greedy answers, so what differs is what m2lsp does: its prompt, where it
closes the stream, its filters.  ``cases`` says what is asked, ``engine`` who answers, ``arms`` how, ``judge``
runs the tests.  The cases in which only plain passes are written to ``LOSSES``.
"""

from bench.infilling.report import LOSSES, measure

__all__ = ["LOSSES", "measure"]
