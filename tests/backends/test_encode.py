"""What a request's body is as bytes."""

import json

import pytest

from m2lsp.backends.encode import encode


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("naïve 思考 😀\u2028\r\n\0", "naïve 思考 😀\u2028\r\n\0"),
        ("\ud83d", "\ufffd"),
        ("a\ude00b", "a\ufffdb"),
        ("\ud83d\ude00", "😀"),
        ("\ud83d\ud83d\ude00é", "\ufffd😀é"),
    ],
    ids=ascii,
)
def test_every_text_can_be_sent_and_only_half_characters_change(text: str, sent: str) -> None:
    assert json.loads(encode({"messages": [{"content": text}]})) == {"messages": [{"content": sent}]}
