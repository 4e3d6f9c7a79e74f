"""What stands between an edit and the user: the checks of its text, then those of the project itself."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from m2lsp.agent.desk import Desk
from m2lsp.checks import Checker, Verdict
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Proposal
from m2lsp.edits import Reason
from m2lsp.index.secrets import mask

FAILS = "check failed"
FINDINGS = 20  # told to the model at a time
CHARACTERS = 6000  # of them
_FOUND = "The edit applies, but `{command}` finds what it does not find without it:\n\n{findings}{more}\n"


@dataclass(slots=True)
class Judge:
    """What the checks say of a turn's edits.  ``passed`` is the newest edit, if it may be offered.

    ``read`` makes an edit of what was said and checks its text.  An edit that passes goes to the project's
    own check, and what that finds goes back to the model for ``desk.check_rounds`` times.  After that
    ``best`` passes, the edit with the fewest findings, marked with them.

    The same words are judged once: the model may check them, and the turn may end with them.
    """

    read: Callable[[str], Proposal | Drop]
    desk: Desk
    passed: Proposal | None = None
    best: Proposal | None = None
    _known: dict[str, Proposal | Drop] = field(default_factory=dict)
    _failures: int = 0

    async def look(self, said: str) -> Proposal | Drop:
        """The edit in what was said, checked in every way; or what is wrong with it, for the model."""
        if said not in self._known:
            judged = await asyncio.to_thread(self.read, said)  # it parses
            if isinstance(judged, Proposal) and self.desk.checker:
                judged = await self._proved(judged, self.desk.checker)
            self._known[said] = judged
        return self(said)

    def __call__(self, said: str) -> Proposal | Drop:
        """The same without the project's check, unless that was made."""
        judged = self._known[said] if said in self._known else self.read(said)
        if isinstance(judged, Proposal):
            self.passed = judged
        elif judged.reason != Reason.NO_FENCE:  # words alone take no earlier edit back
            self.passed = None
        return judged

    async def _proved(self, edit: Proposal, checker: Checker) -> Proposal | Drop:
        """The edit with what the project's check says of it."""
        self.desk.say(f"checking: {checker.plan.name}")
        texts = {e.document.path: e.after for e in edit.edits if e.document.path}
        verdict = await checker.look(texts | {new.path: new.text for new in edit.created})
        if isinstance(verdict, Drop):
            told = f"not checked by the project's own tools: {verdict.detail}"
            return replace(edit, checks=(*edit.checks, told))
        if not verdict.new:
            return replace(edit, checks=(*edit.checks, f"passes {verdict.command}"))
        failing = replace(edit, failed=tuple(mask(found.text)[0] for found in verdict.new))
        if self.best is None or len(failing.failed) <= len(self.best.failed):
            self.best = failing
        self._failures += 1
        return self.best if self._failures > self.desk.check_rounds else _told(verdict, failing.failed)


def _told(verdict: Verdict, found: tuple[str, ...]) -> Drop:
    shown = "\n".join(found[:FINDINGS])[:CHARACTERS]
    more = f"\nand {len(found) - FINDINGS} more" if found[FINDINGS:] else ""
    return Drop(FAILS, _FOUND.format(command=verdict.command, findings=shown, more=more))


def against(drop: Drop) -> str:
    """What is wrong with an edit, in words for the model."""
    return drop.detail if drop.reason == FAILS else f"That can't be applied: {drop.detail}\n"
