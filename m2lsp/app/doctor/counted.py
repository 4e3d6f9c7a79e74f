"""What became of requests for ghost text, by the counts that are kept.  Nothing is sent."""

from collections import Counter

from m2lsp.app.counts import DAYS, Counts, in_words
from m2lsp.app.doctor.finding import Finding, ok
from m2lsp.app.services import Services


def lately(services: Services) -> Finding:
    """All sessions of the last days.  Reads the disk."""
    return _row(f"last {DAYS} days", Counts(services.data).kept())


def session(counts: Counts) -> Finding:
    """The session that asks."""
    return _row("this session", counts.session)


def _row(when: str, counts: Counter[str]) -> Finding:
    return ok("counts", f"ghost text, {when}: {in_words(counts) or 'none asked for'}", **counts)
