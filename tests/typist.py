"""Somebody who types in a real module, and has ghost text asked for at every key.

The module is the standard library's ``calendar``, long enough that only a window of it is shown; two others
are open beside it.  The bodies of three of its functions are taken out and typed anew, one after the other.
"""

import re
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lspclient import Client
from vllmserver import VLLM

KEYS = 100
# The answers are short, since nobody reads them.
SETTINGS = {"M2LSP_COMPLETION_DEBOUNCE_MS": "0", "M2LSP_COMPLETION_MAX_TOKENS": "8"}
SESSIONS = {
    "three functions in a row": ("formatweek", "formatweekday", "formatweekheader"),
    "three functions far apart": ("iterweekdays", "formatweekheader", "formatyearpage"),
    "back and forth": ("formatweekheader", "iterweekdays", "formatmonthname"),
}

_BESIDE = ("datetime", "difflib")
_KEY = re.compile(r"\n *|.")  # an editor indents the new line in the same change
_METHOD = "textDocument/inlineCompletion"


@dataclass(frozen=True)
class Cached:
    """Of the prompts' tokens, by vLLM's own counters: all, and those from its prefix cache."""

    prompt: float
    cached: float

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.cached / self.prompt


def cached(vllm: VLLM, client: Client, folder: Path, functions: Sequence[str]) -> Cached:
    """What a session takes from the cache after its first request."""
    typing = type_in(client, folder, functions)
    next(typing)
    first = _counters(vllm)
    for _ in typing:
        pass
    last = _counters(vllm)
    return Cached(last[0] - first[0], last[1] - first[1])


def _counters(vllm: VLLM) -> tuple[float, float]:
    return vllm.gauge("prefix_cache_queries_total"), vllm.gauge("prefix_cache_hits_total")


def type_in(client: Client, folder: Path, functions: Sequence[str]) -> Iterator[None]:
    """Type the first keys of each body, ``KEYS`` in all; each step is a key and its answer."""
    for name in _BESIDE:
        client.open(folder / f"{name}.py", _module(name), "python")
    document = client.open(folder / "calendar.py", _module("calendar"), "python")
    for name, keys in zip(functions, _shares(KEYS, len(functions)), strict=True):
        at, end = _body(document.text, name)
        typed = _KEY.findall(document.text[at:end])[:keys]
        assert len(typed) == keys, f"{name} has {len(typed)} keys only"
        client.change(document, at, end, "")
        for key in typed:
            client.change(document, at, at, key)
            at += len(key)
            client.request(_METHOD, {**client.at(document, at), "context": {"triggerKind": 2}})
            yield


def _shares(whole: int, parts: int) -> list[int]:
    return [whole // parts + (part < whole % parts) for part in range(parts)]


def _module(name: str) -> str:
    return Path(sysconfig.get_path("stdlib"), f"{name}.py").read_text(encoding="utf-8")


def _body(text: str, function: str) -> tuple[int, int]:
    """Where the function's statements begin and end, its documentation left out."""
    head = re.search(rf'def {function}\(.*\):\n\s+"""[^"]*"""\n\s+', text)
    assert head, f"there is no documented {function}"
    end = text.index("\n\n", head.end())
    return head.end(), end
