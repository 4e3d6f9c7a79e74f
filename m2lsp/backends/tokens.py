"""Prompts that we render ourselves: as text where that is safe, as token ids where it is not.

On vLLM text that spells a control token becomes one, and no switch prevents it; ids do not have the
trouble (m2-wire-measured, section 1, whose recipe this is).  llama.cpp has a switch.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from m2lsp.backends.client import Client
from m2lsp.backends.providers.spec import Tokenize
from m2lsp.core.chat import Marker, RawPrompt
from m2lsp.core.errors import Declined

_PATH = "/tokenize"
_KEPT = 64  # pieces whose ids are remembered: while one types, all but the last one stay as they are


def is_plain(prompt: RawPrompt, markers: Sequence[str]) -> bool:
    """Whether the prompt's text spells no marker but those that it means.

    Markers are looked for in the joined text, so one that only comes about where two pieces meet is
    found too, and so is one that overlaps another.
    """
    found = {(m.start(), m.start() + len(m[1])) for m in _overlapping(markers).finditer(prompt.text)}
    return found <= set(_meant(prompt))


def _meant(prompt: RawPrompt) -> Iterator[tuple[int, int]]:
    at = 0
    for piece in prompt.pieces:
        end = at + len(piece.text if isinstance(piece, Marker) else piece)
        if isinstance(piece, Marker):
            yield at, end
        at = end


def _overlapping(markers: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(markers, key=len, reverse=True)
    return re.compile("(?=(" + "|".join(map(re.escape, longest_first)) + "))") if markers else _NEVER


_NEVER = re.compile(r"(?!)()")


def cut(text: str, markers: Sequence[str]) -> list[str]:
    """The text in parts that spell no marker: cut after ``</``, else after a marker's first character.

    So cut, the parts' ids are those of a tokenizer that knows no markers at all, in all of 2,000
    random snippets.
    """
    ends = [m.start() + (2 if m[1].startswith("</") else 1) for m in _overlapping(markers).finditer(text)]
    starts = [0, *ends]
    return [text[a:b] for a, b in zip(starts, [*ends, len(text)], strict=True) if a < b]


@dataclass(slots=True)
class Tokenizer:
    """An endpoint's tokenizer, asked piece by piece, and what it said of late."""

    client: Client
    dialect: Tokenize
    markers: tuple[str, ...]
    _known: OrderedDict[tuple[str, bool], list[int]] = field(default_factory=OrderedDict, repr=False)

    async def ids(self, prompt: RawPrompt) -> list[int]:
        """The prompt's token ids; its texts stay text whatever they spell.

        Raises:
            BackendError: from the endpoint.
            Declined: the model served there has other control tokens than its family.
        """
        ids: list[int] = []
        for is_marker, pieces in groupby(prompt.pieces, lambda p: isinstance(p, Marker)):
            if is_marker:
                for piece in pieces:
                    ids += await self._ids(piece.text if isinstance(piece, Marker) else piece, marker=True)
            else:
                ids += await self._text("".join(p for p in pieces if isinstance(p, str)))
        return ids

    async def _text(self, text: str) -> list[int]:
        parts = cut(text, self.markers) if self.dialect is Tokenize.VLLM else [text] * bool(text)
        return [i for part in parts for i in await self._ids(part, marker=False)]

    async def _ids(self, text: str, *, marker: bool) -> list[int]:
        """The ids of one part, from memory if it was asked for of late."""
        if (text, marker) in self._known:
            self._known.move_to_end((text, marker))
            return self._known[text, marker]
        ids = await self._ask(text, marker=marker)
        if marker and len(ids) != 1:
            where = self.client.where
            raise Declined(
                f"The model at {where.name} has no token {text}, so text that spells one "
                f"can't be sent safely. Check {where.setting('model')} and {where.setting('profile')}."
            )
        self._known[text, marker] = ids
        while len(self._known) > _KEPT + len(self.markers):
            self._known.popitem(last=False)
        return ids

    async def _ask(self, text: str, *, marker: bool) -> list[int]:
        if self.dialect is Tokenize.VLLM:
            body: dict[str, object] = {"prompt": text, "add_special_tokens": False}
        else:
            body = {"content": text, "add_special": False, "parse_special": marker}
        reply = await self.client.post_beside(_PATH, body)
        ids = reply.get("tokens")
        if not isinstance(ids, list) or not all(isinstance(i, int) for i in ids):
            raise Declined(
                f"{self.client.where.name} has no usable tokenizer, so this file can't be sent safely."
            )
        return ids
