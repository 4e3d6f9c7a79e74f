"""How many characters a token has at each endpoint, as it counted itself, kept between runs and put to use.

A session estimates with one figure from its start to its end: with another one the context would be cut
otherwise, and the server's prefix cache broken.  What it hears meanwhile counts from the next session on, and
in steps, so that the prompts of two sessions begin alike, too.
"""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from m2lsp.app.manners import key
from m2lsp.backends import Endpoint
from m2lsp.backends.scale import SOUND, Scale
from m2lsp.profiles.model import Model

log = logging.getLogger(__name__)

FILE = "tokens.json"
ENOUGH = 5
"""Prompts from which on the figure is used."""

MANY = 400
"""Prompts from which on what is older counts half, so that the figure follows what one works on."""

STEP = 0.1
"""Characters a token: in such steps the estimate changes."""

ENDPOINTS = 50
"""So many are kept, those that were used last."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a ``Scale`` holds, as a value that is kept."""

    prompts: int
    characters: int
    tokens: int
    off: float

    @property
    def characters_per_token(self) -> float:
        """The mean, in steps."""
        return round(round(self.characters / self.tokens / STEP) * STEP, 2)

    @property
    def error(self) -> float:
        """How much an estimate was off, on the average, as a part of the true count."""
        return self.off / max(1, self.prompts - 1)

    @property
    def counts(self) -> bool:
        """Whether it is sound, and of enough prompts to go by."""
        enough = self.prompts >= ENOUGH and self.tokens > 0
        return enough and SOUND[0] <= self.characters / self.tokens <= SOUND[1] and self.off >= 0

    def joined(self, new: Scale) -> "Measure":
        """Both together."""
        prompts, characters, tokens, off = self.prompts, self.characters, self.tokens, self.off
        if prompts >= MANY:
            prompts, characters, tokens, off = prompts // 2, characters // 2, tokens // 2, off / 2
        return Measure(prompts + new.prompts, characters + new.characters, tokens + new.tokens, off + new.off)


_NOTHING = Measure(0, 0, 0, 0.0)


class Measures:
    """All that was counted, by endpoint; a file in ``folder`` keeps it between runs."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def known(self, name: str) -> Measure | None:
        """What is known of an endpoint, if that is enough to go by.  Reads the disk."""
        measure = self._all().get(name)
        return measure if measure and measure.counts else None

    def keep(self, new: Mapping[str, Scale]) -> None:
        """Add what was counted.  Writes to the disk; without one it is lost, and an estimate serves."""
        heard = {name: scale for name, scale in new.items() if scale.prompts}
        if not heard:
            return
        rows = self._all()
        for name, scale in heard.items():
            rows[name] = rows.pop(name, _NOTHING).joined(scale)
        kept = {name: asdict(rows[name]) for name in list(rows)[-ENDPOINTS:]}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._file.with_suffix(".part")
            temporary.write_text(json.dumps(kept), encoding="utf-8")
            temporary.replace(self._file)
        except OSError as error:
            log.info("what an endpoint counted is not kept: %s", type(error).__name__)

    def _all(self) -> dict[str, Measure]:
        try:
            read = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            read = None
        rows = read.items() if isinstance(read, dict) else ()
        return {name: measure for name, row in rows if (measure := _measure(row))}


def _measure(row: Any) -> Measure | None:
    try:
        return Measure(int(row["prompts"]), int(row["characters"]), int(row["tokens"]), float(row["off"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def measured(model: Model, measure: Measure) -> Model:
    """The model, whose tokens are estimated by what its endpoint counted."""
    profile = replace(
        model.profile, characters_per_token=measure.characters_per_token, token_error=measure.error
    )
    return replace(model, profile=profile)


def heard(models: Iterable[Model]) -> dict[str, Scale]:
    """What the endpoints of these models counted in this session."""
    found = {}
    for model in models:
        name = key(model)
        if name and isinstance(model.backend, Endpoint):
            found[name] = model.backend.guards.scale
    return found


def in_words(model: Model) -> str:
    """How tokens are estimated for this model, and how far off that is."""
    profile = model.profile
    rate = f"{profile.characters_per_token:g} characters a token"
    if profile.token_error is None:
        return f"{rate}, by what is known of the family"
    return f"{rate}, as the endpoint counted; off by {profile.token_error:.0%} on the average"
