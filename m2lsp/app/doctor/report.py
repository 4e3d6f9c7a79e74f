"""The findings as a Markdown document, for editors."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from itertools import groupby
from pathlib import Path

from m2lsp.app import transcripts
from m2lsp.app.doctor.finding import Finding, Verdict
from m2lsp.app.services import Services
from m2lsp.threads.inert import inert_line

NAME = "m2lsp:doctor"
_MARK = {Verdict.OK: "ok", Verdict.NOTE: "note", Verdict.BAD: "**bad**"}


async def collect(findings: AsyncGenerator[Finding, None]) -> tuple[Finding, ...]:
    """All of them, once they are there."""
    async with aclosing(findings) as each:
        return tuple([finding async for finding in each])


def write(findings: Sequence[Finding], services: Services) -> Path:
    """Write the document and return its file, the same one each time.  Writes to the disk."""
    return transcripts.put(NAME, "\n".join(_lines(findings)), services)


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    """A table for each part.  An endpoint's own words may stand in it, so nothing in it is live."""
    bad = sum(finding.verdict is Verdict.BAD for finding in findings)
    yield f"# m2lsp doctor: {f'{bad} to mend' if bad else 'usable as it is'}"
    for part, rows in groupby(findings, lambda finding: finding.part):
        yield from ("", f"## {part or 'this machine'}", "", "| | what | found |", "|---|---|---|")
        for finding in rows:
            sentence = inert_line(finding.sentence).replace("|", "\\|")
            yield f"| {_MARK[finding.verdict]} | {finding.about} | {sentence} |"
    yield ""
