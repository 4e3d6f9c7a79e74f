"""How ghost text can be asked for: every way that the rows allow is tried, and timed."""

from collections.abc import Sequence
from dataclasses import dataclass

from m2lsp.app.canary import ghost_canary
from m2lsp.app.confirm import silent, ways_of
from m2lsp.app.doctor.finding import Finding, bad, note, ok
from m2lsp.app.doctor.part import Part
from m2lsp.app.doctor.timing import timing
from m2lsp.app.manners import Manner, applied
from m2lsp.backends import probe
from m2lsp.backends.probe import Heard
from m2lsp.core.chat import Way
from m2lsp.core.errors import BackendError, BackendRefused, Declined
from m2lsp.profiles.model import Model
from m2lsp.profiles.spec import Lever

QUICK_MS = 2000.0
"""What takes longer than that, the user has typed meanwhile."""

BESIDE = (
    "For ghost text while you type, put a small fill-in-the-middle model beside it and leave the actions "
    'where they are: completion.provider = "embedded" (then run m2lsp model pull), or a server of your own '
    'with completion.base_url = "http://127.0.0.1:8000/v1" and completion.model = "Qwen/Qwen2.5-Coder-7B"'
)

FILLER = "See that the model served there is one that fills in the middle, and look at the server's log"

SMALLER = "Choose a smaller model for it, or a faster machine"


@dataclass(frozen=True, slots=True)
class _Tried:
    """A way, and what came of it: an answer, or why there was none."""

    way: Way
    lever: Lever | None
    works: bool
    sentence: str
    heard: Heard | None = None

    @property
    def name(self) -> str:
        return f"{self.way.value} ({self.lever.value})" if self.lever else self.way.value


async def ways(part: Part) -> list[Finding]:
    """How ghost text is asked for, or why it does not come by itself; then every way that was tried."""
    choices = tuple(ways_of(part.model))
    if part.endpoint is None:
        choices = ((part.model.way, None),)
        await probe.hear(part.model.backend, ghost_canary(part.model, part.model.way))  # which starts it
    tried = [await _try(part.model, way, lever) for way, lever in choices]
    each = [(ok if t.works else note)("lever", f"{t.name}: {t.sentence}") for t in tried]
    return [_summary(tried), *(each if part.endpoint else ())]


async def _try(model: Model, way: Way, lever: Lever | None) -> _Tried:
    with_it = applied(model, Manner("", 0.0, way, lever))
    try:
        heard = await probe.hear(with_it.backend, ghost_canary(with_it, way))
    except (BackendError, Declined) as error:
        if isinstance(error, BackendRefused | Declined):
            return _Tried(way, lever, works=False, sentence=f"does not work here: {error}")
        raise
    if silent(heard, model, way):
        return _Tried(way, lever, works=True, sentence=f"works; {timing(heard)}", heard=heard)
    if heard.thinking:
        why = f"does not keep the model from thinking ({len(heard.thinking)} characters of it came)"
    else:
        why = "thinking came inside the answer" if heard.text.strip() else "the model answered nothing"
    return _Tried(way, lever, works=False, sentence=f"{why}; {timing(heard)}", heard=heard)


def _summary(tried: Sequence[_Tried]) -> Finding:
    """What a user gets of it."""
    first = next((t for t in tried if t.works), None)
    if not tried:
        why = "this endpoint can't keep the model from thinking, so ghost text comes on request only"
        return note("ghost text", f"{why}. {BESIDE}")
    if first is None or first.heard is None:
        advice = FILLER if tried[0].way is Way.FIM else BESIDE
        return bad("ghost text", f"{tried[0].name} {tried[0].sentence}. {advice}")
    heard = first.heard
    figures = {"first_token_ms": round(heard.first_ms, 1), "whole_ms": round(heard.whole_ms, 1)}
    asked = f"asked for as {first.name}"
    if first is not tried[0]:
        return note("ghost text", f"{asked}, because {tried[0].name} {tried[0].sentence}", **figures)
    if heard.whole_ms > QUICK_MS:
        advice = SMALLER if first.way is Way.FIM else BESIDE
        return note("ghost text", f"{asked}, but it is slow: {timing(heard)}. {advice}", **figures)
    return ok("ghost text", f"{asked}; {timing(heard)}", **figures)
