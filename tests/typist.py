"""Somebody who types in a real module, and has ghost text asked for at every key.

The module is the standard library's ``calendar``, long enough that only a window of it is shown; two others
are open beside it.  The bodies of three of its functions are taken out and typed anew, one after the other.
"""

import re
import sysconfig
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lspclient import Client
from vllmserver import VLLM, Relay

KEYS = 100
# The answers are short, since nobody reads them.
SETTINGS = {
    "M2LSP_COMPLETION_DEBOUNCE_MS": "0",
    "M2LSP_COMPLETION_IN_STRINGS": "true",  # one request a key
    "M2LSP_COMPLETION_IN_COMMENTS": "true",
    "M2LSP_COMPLETION_MAX_TOKENS": "8",
}
SESSIONS = {
    "three functions in a row": ("formatweek", "formatweekday", "formatweekheader"),
    "three functions far apart": ("iterweekdays", "formatweekheader", "formatyearpage"),
    "back and forth": ("formatweekheader", "iterweekdays", "formatmonthname"),
}

_BESIDE = ("datetime", "difflib")
OUTLINE = f"Outline of {_BESIDE[0]}.py, open in the editor"
"""Of the files beside, which leaves no room for that of the second."""

DEFINITION = "Definitions in other files:"
"""What is shown in its place where the workspace is indexed."""

_LOOK = "from datetime import timedelta\n\nnumber = timedelta("
_PATIENCE = 200  # how often it is asked whether the files beside are known, 50 ms apart
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


def cached(
    vllm: VLLM, relay: Relay, client: Client, folder: Path, functions: Sequence[str], shown: str = OUTLINE
) -> Cached:
    """What a session takes from the cache after its first request, which is the relay's first exchange.

    It begins once ``shown`` stands in the prompt.
    """
    typing = type_in(client, relay, folder, functions, shown)
    next(typing)
    first = _counters(vllm)
    for _ in typing:
        pass
    last = _counters(vllm)
    return Cached(last[0] - first[0], last[1] - first[1])


def _counters(vllm: VLLM) -> tuple[float, float]:
    return vllm.gauge("prefix_cache_queries_total"), vllm.gauge("prefix_cache_hits_total")


def save(folder: Path) -> None:
    """Put the files into the workspace, for who reads them there."""
    for name in (*_BESIDE, "calendar"):
        (folder / f"{name}.py").write_text(_module(name), encoding="utf-8")


def type_in(
    client: Client, relay: Relay, folder: Path, functions: Sequence[str], shown: str = OUTLINE
) -> Iterator[None]:
    """Type the first keys of each body, ``KEYS`` in all; each step is a key and its answer."""
    for name in _BESIDE:
        client.open(folder / f"{name}.py", _module(name), "python")
    document = client.open(folder / "calendar.py", _module("calendar"), "python")
    _wait_until_read(client, relay, folder, shown)
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


def _wait_until_read(client: Client, relay: Relay, folder: Path, shown: str) -> None:
    """Files just opened are parsed in the background, and nobody types in the same moment.

    Asks in a small file of its own, and forgets those requests.
    """
    for number in range(_PATIENCE):
        looking = client.open(folder / f"look_{number}.py", f"{_LOOK}{number})\n", "python")
        client.request(_METHOD, {**client.at(looking, len(looking.text)), "context": {"triggerKind": 1}})
        client.close(looking)
        if shown in relay.exchanges[-1].body["prompt"]:
            break
        time.sleep(0.05)
    else:
        raise AssertionError(f"{shown!r} never came")
    relay.exchanges.clear()


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
