"""Somebody who types in a real module, and has ghost text asked for at every key.

The module is the standard library's ``calendar``, long enough that only a window of it is shown; two others
are open beside it.  The bodies of three of its functions are taken out and typed anew, one after the other.
"""

import re
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path

from lspclient import Client

KEYS = 100
SESSIONS = {
    "three functions in a row": ("formatweek", "formatweekday", "formatweekheader"),
    "three functions far apart": ("iterweekdays", "formatweekheader", "formatyearpage"),
    "back and forth": ("formatweekheader", "iterweekdays", "formatmonthname"),
}

_BESIDE = ("datetime", "difflib")
_KEY = re.compile(r"\n *|.")  # an editor indents the new line in the same change
_METHOD = "textDocument/inlineCompletion"


def type_in(client: Client, folder: Path, functions: Sequence[str], first: Callable[[], None]) -> int:
    """Type the first keys of each body, ``KEYS`` in all, and wait for each answer.

    ``first`` is called after the first one.  Gives the number of answers after that.
    """
    for name in _BESIDE:
        client.open(folder / f"{name}.py", _module(name), "python")
    document = client.open(folder / "calendar.py", _module("calendar"), "python")
    answers = 0
    for name, keys in zip(functions, _shares(KEYS, len(functions)), strict=True):
        at, end = _body(document.text, name)
        typed = _KEY.findall(document.text[at:end])[:keys]
        assert len(typed) == keys, f"{name} has {len(typed)} keys only"
        client.change(document, at, end, "")
        for key in typed:
            client.change(document, at, at, key)
            at += len(key)
            client.request(_METHOD, {**client.at(document, at), "context": {"triggerKind": 2}})
            answers += 1
            if answers == 1:
                first()
    return answers - 1


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
