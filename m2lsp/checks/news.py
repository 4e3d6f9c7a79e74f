"""What an edit brings: what a command says of the edited copy and did not say of the one without it."""

import re
from collections import Counter

from m2lsp.checks.findings import Finding, findings
from m2lsp.checks.running import Ran

TAIL = 20  # lines of an output that names no place
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def news(before: Ran, after: Ran) -> tuple[Finding, ...]:
    """The new findings, warnings left out; lines may have moved, so what is compared is file and message.

    A command that fails only since the edit, and names no place, is one finding: the end of what it printed.
    """
    if after.code == 0:
        return ()
    known = Counter(_key(found) for found in findings(before.output))
    new = []
    for found in findings(after.output):
        if known[_key(found)]:
            known[_key(found)] -= 1
        elif not found.mild:
            new.append(found)
    if new or (before.code and findings(after.output)):
        return tuple(new)
    said, had = _unplaced(after.output), set(_plain(before.output))
    if before.code and set(_plain(after.output)) <= had:
        return ()
    return (Finding("", 0, 0, said or f"it ended with exit code {after.code} and said nothing"),)


def _key(found: Finding) -> tuple[str, str]:
    return (found.path, _NUMBER.sub("0", found.message))


def _plain(output: str) -> list[str]:
    """The lines without what changes from run to run: times and counts."""
    return [_NUMBER.sub("0", line.strip()) for line in output.splitlines() if line.strip()]


def _unplaced(output: str) -> str:
    return "\n".join([line.rstrip() for line in output.splitlines() if line.strip()][-TAIL:])
