"""How somebody types, and how long to wait before the model is asked.

A call that is begun between two keys and answered after the second is wasted; a wait in a pause is a delay.
So the wait is long in the midst of a word, in relation to the time between this user's keys; short where a
word is over, where a line begins, and where the endpoint answers between two keys anyway.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from statistics import median

BURST_S = 0.5
"""A longer time between two keys is a pause, and says nothing about how fast somebody types."""

KEPT = 8
"""How many of the last times are looked at; with fewer than ``FEW``, nothing is concluded."""
FEW = 3

LEAST, MOST = 1 / 3, 3.0
"""The wait, in relation to the usual one."""

IN_WORD, BEHIND_WORD = 2.0, 1.0
"""The wait in relation to the time between two keys.  Where twice of that passes, most words are over."""

SLOW = 2.5
"""With so many times the usual wait between two keys, that is over before the next one comes."""

_ENDS = frozenset("()[]{}<>.,:;=+-*/%&|^!?@ \t")


class Place(Enum):
    """Where somebody types."""

    LINE_BEGIN = "line begin"
    BEHIND_WORD = "behind word"
    IN_WORD = "in word"

    @classmethod
    def of(cls, text: str, at: int) -> "Place":
        """The place of the cursor; with code behind it on its line, it counts as within a word."""
        begin = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
        if not text[begin:at].strip():
            return cls.LINE_BEGIN
        behind = text[at : at + 1]
        if behind and behind.isprintable() and behind not in ")]}>\"'`;, ":
            return cls.IN_WORD
        return cls.BEHIND_WORD if text[at - 1] in _ENDS else cls.IN_WORD


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known by now, all times in s of one monotonic clock.

    ``gaps`` are the last times between two keys, ``answers`` those that the model needed, oldest first.
    ``key_at`` is when the last key came, in the document ``uri``; ``None`` once it was waited for.
    """

    gaps: tuple[float, ...] = ()
    answers: tuple[float, ...] = ()
    uri: str = ""
    last: float | None = None
    key_at: float | None = None

    def keyed(self, uri: str, now: float) -> "Rhythm":
        """A change of a document has come."""
        gap = None if self.last is None or self.uri != uri else now - self.last
        gaps = _with(self.gaps, gap) if gap is not None and gap < BURST_S else self.gaps
        return replace(self, gaps=gaps, uri=uri, last=now, key_at=now)

    def answered(self, took_s: float) -> "Rhythm":
        """The model has answered a call in full."""
        return replace(self, answers=_with(self.answers, took_s))

    def asked(self) -> "Rhythm":
        """A request has come: what comes next without a key is due to a moving cursor."""
        return replace(self, key_at=None)

    def quiet_s(self, usual_s: float, place: Place) -> float:
        """How long no key should have come before the model is asked; ``usual_s`` is the setting."""
        gap = _typical(self.gaps)
        if gap is None:
            return usual_s
        least, answer = usual_s * LEAST, _typical(self.answers)
        if place is Place.LINE_BEGIN or (answer is not None and answer + least < gap):
            return least
        if gap > usual_s * SLOW:
            return usual_s
        wanted = gap * (BEHIND_WORD if place is Place.BEHIND_WORD else IN_WORD)
        return min(max(wanted, least), usual_s * MOST)

    def passed_s(self, uri: str, now: float) -> float:
        """How much of that is over: editors may have waited on their own before they asked."""
        return now - self.key_at if self.key_at is not None and self.uri == uri else 0.0


def _with(times: tuple[float, ...], newest: float) -> tuple[float, ...]:
    return (*times, newest)[-KEPT:]


def _typical(times: Iterable[float]) -> float | None:
    known = tuple(times)
    return median(known) if len(known) >= FEW else None
