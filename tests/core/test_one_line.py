"""Texts from outside in our sentences."""

import pytest

from m2lsp.core.text import one_line


@pytest.mark.parametrize(
    ("outside", "shown"),
    [
        ("MiniMax-M2.1", "MiniMax-M2.1"),
        ("a\x1b[31m\x00b\r\n\tc", "a[31mb c"),
        ("\u202eevil\u2069 \u200bname", "evil name"),
        ("half \ud83d", "half ?"),
        ("x" * 99, "x" * 19 + "…"),
    ],
)
def test_a_text_from_outside_is_shown_on_one_line_without_what_nobody_sees(outside: str, shown: str) -> None:
    assert one_line(outside, 20) == shown
