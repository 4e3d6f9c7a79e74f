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
MACHINE = "this machine"
_MARK = {Verdict.OK: "ok", Verdict.NOTE: "note", Verdict.BAD: "**bad**"}


async def collect(findings: AsyncGenerator[Finding, None]) -> tuple[Finding, ...]:
    """All of them, once they are there."""
    async with aclosing(findings) as each:
        return tuple([finding async for finding in each])


def write(findings: Sequence[Finding], services: Services) -> Path:
    """Write the document and return its file, the same one each time.  Writes to the disk."""
    return transcripts.put(NAME, "\n".join(_lines(findings)), services)


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    """What is to be mended first, then a table for each endpoint, and this machine last.

    An endpoint's own words may stand in it, so nothing in it is live.
    """
    bad = [finding for finding in findings if finding.verdict is Verdict.BAD]
    yield f"# m2lsp doctor: {f'{len(bad)} to mend' if bad else 'usable as it is'}"
    for finding in bad:
        yield from ("", f"- **{finding.about}** ({finding.part or MACHINE}): {inert_line(finding.sentence)}")
    parts = groupby(sorted(findings, key=lambda finding: not finding.part), lambda finding: finding.part)
    for part, rows in parts:
        yield from ("", f"## {part or MACHINE}", "", "| | what | found |", "|---|---|---|")
        for finding in rows:
            sentence = inert_line(finding.sentence).replace("|", "\\|")
            yield f"| {_MARK[finding.verdict]} | {finding.about} | {sentence} |"
    yield ""
