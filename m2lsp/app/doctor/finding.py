"""What doctor says, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """How a finding is; one that is bad keeps something from working."""

    OK = "ok"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """``sentence`` says what was found and, unless that is fine, what to do.

    ``part`` is what it is about as a whole, an endpoint's use or this machine; ``figures`` are what was
    measured, in ms or tokens as their names say, for programs.
    """

    verdict: Verdict
    about: str
    sentence: str
    part: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


def ok(about: str, sentence: str, **figures: float) -> Finding:
    """All is well."""
    return Finding(Verdict.OK, about, sentence, figures=figures)


def note(about: str, sentence: str, **figures: float) -> Finding:
    """Something to know."""
    return Finding(Verdict.NOTE, about, sentence, figures=figures)


def bad(about: str, sentence: str, **figures: float) -> Finding:
    """Something to mend."""
    return Finding(Verdict.BAD, about, sentence, figures=figures)
