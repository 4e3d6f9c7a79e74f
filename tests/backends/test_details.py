"""Parts of thinking, put together from increments."""

from typing import Any

import pytest

from m2lsp.backends.details import Details
from m2lsp.core.chat import Delta


def text(text: str | None, index: int | None = 0, **more: Any) -> dict[str, Any]:
    return {"type": "reasoning.text", "text": text, "index": index, **more}


CASES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "nothing": ([], []),
    "increments of one part": ([text("a"), text("b"), text("c")], [text("abc")]),
    "blank increments": ([text(" "), text(""), text("\n")], [text(" \n")]),
    "another number": ([text("a"), text("b", 1), text("c", 1)], [text("a"), text("bc", 1)]),
    "a number again, after another": (
        [text("a"), text("b", 1), text("c")],
        [text("a"), text("b", 1), text("c")],
    ),
    "no numbers": ([text("a", None), text("b", None)], [text("a", None), text("b", None)]),
    "another kind under the same number": (
        [text("a"), {"type": "reasoning.encrypted", "data": "x", "index": 0}],
        [text("a"), {"type": "reasoning.encrypted", "data": "x", "index": 0}],
    ),
    "another id under the same number": (
        [text("a", id="1"), text("b", id="2")],
        [text("a", id="1"), text("b", id="2")],
    ),
    "a signature at the end": (
        [text("a"), text("b"), {"signature": "s", "index": 0}],
        [text("ab", signature="s")],
    ),
    "a null that is told later": (
        [text("a", signature=None), text(None, signature="s")],
        [text("a", signature="s")],
    ),
    "what is told once is kept": ([text("a", format="f"), text("b", format=None)], [text("ab", format="f")]),
    "a summary": (
        [{"type": "reasoning.summary", "summary": s, "index": 0} for s in "ab"],
        [{"type": "reasoning.summary", "summary": "ab", "index": 0}],
    ),
    "all so far in each": (
        [text("The user"), text("The user asks"), text("The user asks me."), {"signature": "s", "index": 0}],
        [text("The user asks me.", signature="s")],
    ),
    "all so far in each of two parts": (
        [
            text("The user"),
            text("The user asks"),
            text("Then I", 1),
            text("Then I say", 1),
            text("Then I say so", 1),
        ],
        [text("The user asks"), text("Then I say so", 1)],
    ),
    "an increment that begins as the text did": ([text("a"), text("and")], [text("aand")]),
    "keys that nobody knows": ([text("a", new={"x": 1})], [text("a", new={"x": 1})]),
}


@pytest.mark.parametrize(("came", "parts"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("at_once", [True, False], ids=["in one delta", "in a delta each"])
def test_increments_become_the_parts_that_they_are_of(came, parts, at_once):
    details = Details()
    for some in [came] if at_once else [[part] for part in came]:
        details.feed(Delta(details=tuple(some)))
    assert list(details.end()) == parts


def test_what_came_is_not_changed():
    first = text("a")
    details = Details()
    details.feed(Delta(details=(first, text("b"))))
    details.end()
    assert first == text("a")
