"""How thinking and answer come over the wire: every shape of m2-wire (sections 2, 3 and 5), as stream deltas.

The thinking is as nasty as thinking can be: a leak of it would be taken for an edit and applied.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripted import Script, chat_reply, chat_stream

Delta = Mapping[str, Any]

# A word that stands in every line of the thinking and nowhere else.
SENTINEL = "ZWXQ"

THOUGHTS = (
    "ZWXQ 思考 naïve 😀, half of one: \ud83d ZWXQ\r\n"
    "```python\n    return ZWXQ\n```\n"
    "<<<<<<< SEARCH\n    t = 0\n=======\n    t = 'ZWXQ'\n>>>>>>> REPLACE\r"
    "  Odd \t spacing, \u2028 </thin and <thin and ]~b ZWXQ \n"
)
# In a field of its own, thinking may spell the tags.
TAGGED = f"{THOUGHTS}`</think>` ZWXQ `<think>`\n"
CALL = (
    '<minimax:tool_call>\n<invoke name="no_such_tool">\n<parameter name="a">1</parameter>\n'
    "</invoke>\n</minimax:tool_call>"
)

_CALLED: Delta = {
    "tool_calls": [
        {
            "index": 0,
            "id": "call-1",
            "type": "function",
            "function": {"name": "no_such_tool", "arguments": '{"a": 1}'},
        }
    ]
}


@dataclass(frozen=True, slots=True)
class Speech:
    """What the model says, and in how big pieces: ``size`` in characters, 0 for all at once."""

    answer: str
    size: int = 0

    def parts(self, text: str) -> list[str]:
        """The text in pieces of that size."""
        size = self.size or max(1, len(text))
        return [text[at : at + size] for at in range(0, len(text), size)]

    def field(self, name: str, text: str) -> list[Delta]:
        """The text in one field."""
        return [{name: part} for part in self.parts(text)]


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which thinking comes.

    ``script`` plays it; ``thinking`` is what must be in the thread, byte for byte; ``answers`` whether
    there is an answer beside it; ``streams`` whether its text can be cut in pieces; ``plain`` whether it
    stands for its like where the bytes on the wire are cut.  ``call`` is the markup of
    a tool call at the end of the thinking: thinking too, unless tools were declared and it is one.
    """

    name: str
    script: Callable[[Speech], Script]
    thinking: str
    answers: bool = True
    streams: bool = True
    plain: bool = False
    call: str = ""


def details(text: str) -> Delta:
    """MiniMax's delta with ``reasoning_split``: twice the same new text (m2-wire, section 5)."""
    part = {"type": "reasoning.text", "id": "reasoning-text-1", "format": "MiniMax-response-v1", "index": 0}
    return {"reasoning_content": text, "reasoning_details": [{**part, "text": text}]}


def _in_field(name: str) -> Callable[[str], Delta]:
    return lambda text: {name: text}


def _twice(*names: str) -> Callable[[str], Delta]:
    return lambda text: dict.fromkeys(names, text)


def _openrouter(text: str) -> Delta:
    part = {"type": "reasoning.text", "text": text, "format": "unknown", "index": 0}
    return {"reasoning": text, "reasoning_details": [part]}


# The fields in which thinking comes, and how one piece of it looks there.
FIELDS: Mapping[str, Callable[[str], Delta]] = {
    "reasoning": _in_field("reasoning"),
    "reasoning_content": _in_field("reasoning_content"),
    "reasoning_details": lambda text: {"reasoning_details": details(text)["reasoning_details"]},
    "both names": _twice("reasoning", "reasoning_content"),
    "details and reasoning_content": details,
    "details and reasoning": _openrouter,
}


def _units(text: str) -> list[str]:
    """The text in single UTF-16 units, as a gateway cuts it that counts in these."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return [raw[at : at + 2].decode("utf-16-le", "surrogatepass") for at in range(0, len(raw), 2)]


def in_a_field(name: str) -> Sequence[Shape]:
    """All shapes of thinking in a field of its own, as one of ``FIELDS``; the plain ones first."""

    def thought(said: Speech, text: str = TAGGED) -> list[Delta]:
        return [FIELDS[name](part) for part in said.parts(text)]

    def then(*more: Delta, finish: str = "stop") -> Callable[[Speech], Script]:
        return lambda said: chat_stream([*thought(said), *more], finish)

    def again(said: Speech) -> Script:
        half = len(said.answer) // 2
        first, second = (said.field("content", text) for text in (said.answer[:half], said.answer[half:]))
        return chat_stream([*thought(said), *first, *thought(said), *second])

    def answered(text: str) -> Callable[[Speech], Script]:
        return lambda said: chat_stream([*thought(said, text), *said.field("content", said.answer)])

    def twice(said: Speech) -> Script:
        streamed = [*thought(said), *said.field("content", said.answer)]
        return chat_stream(streamed, again={**FIELDS[name](TAGGED), "content": said.answer})

    def in_units(said: Speech) -> Script:
        return chat_stream([*map(FIELDS[name], _units(TAGGED)), *said.field("content", said.answer)])

    def whole(said: Speech) -> Script:
        return chat_reply({**FIELDS[name](TAGGED), "content": said.answer})

    return (
        Shape(name, answered(TAGGED), TAGGED, plain=True),
        Shape(f"{name}, whole JSON", whole, TAGGED, streams=False),
        Shape(f"{name}, cut inside characters", in_units, TAGGED, streams=False),
        Shape(f"{name}, all again at the end", twice, TAGGED),
        Shape(f"{name}, cut by max_tokens", then(finish="length"), TAGGED, answers=False),
        Shape(f"{name}, then null content", then({"content": None}), TAGGED, answers=False),
        Shape(f"{name}, ended by a tool call", then(_CALLED, finish="tool_calls"), TAGGED, answers=False),
        Shape(f"{name}, spelling a tool call", answered(TAGGED + CALL), TAGGED + CALL),
        Shape(f"{name}, again after answer text", again, TAGGED * 2),
    )


def _content(before: str, after: str = "", finish: str = "stop") -> Callable[[Speech], Script]:
    def script(said: Speech) -> Script:
        text = before + (after + said.answer if after else "")
        return chat_stream(said.field("content", text), finish)

    return script


def inline(opens: str, closes: str) -> Sequence[Shape]:
    """All shapes of thinking in the content, between these tags; the last ends in a call of M2's."""
    cut = closes[:5]
    return (
        Shape("inline tags", _content(f"{opens}{THOUGHTS}", closes), THOUGHTS, plain=True),
        Shape("inline, blanks before the tag", _content(f"\n {opens}{THOUGHTS}", f"{closes}\n\n"), THOUGHTS),
        Shape("inline, opened twice", _content(f"{opens}{opens}{THOUGHTS}", closes), f"{opens}{THOUGHTS}"),
        Shape(
            "inline, cut by max_tokens", _content(f"{opens}{THOUGHTS}", "", "length"), THOUGHTS, answers=False
        ),
        Shape("inline, stopped before the closing tag", _content(f"{opens}{THOUGHTS}"), THOUGHTS, False),
        Shape(
            "inline, cut in the closing tag", _content(f"{opens}{THOUGHTS}{cut}"), f"{THOUGHTS}{cut}", False
        ),
        Shape(
            "inline, and then nothing", _content(f"{opens}{THOUGHTS}{closes}\n\n"), THOUGHTS, answers=False
        ),
        Shape(
            "inline, whole JSON",
            lambda said: chat_reply({"content": f"{opens}{THOUGHTS}{closes}{said.answer}"}),
            THOUGHTS,
            streams=False,
        ),
        Shape("inline, ended by a call", _content(f"{opens}{THOUGHTS}{CALL}"), THOUGHTS, False, call=CALL),
    )


CLOSE_ONLY: Sequence[Shape] = (
    Shape("closing tag only", _content(THOUGHTS, "</think>"), THOUGHTS, plain=True),
    Shape("closing tag only, a call instead", _content(THOUGHTS + CALL), THOUGHTS, False, call=CALL),
    Shape("closing tag only, never reached", _content(THOUGHTS, "", "length"), THOUGHTS, answers=False),
    Shape("closing tag only, and then nothing", _content(f"{THOUGHTS}</think>\n"), THOUGHTS, answers=False),
    Shape(
        "closing tag only, whole JSON",
        lambda said: chat_reply({"content": f"{THOUGHTS}</think>{said.answer}"}),
        THOUGHTS,
        streams=False,
    ),
)

# Where the kind is not known, this can't be told from a model that does not think.
STOPPED: Sequence[Shape] = (
    Shape("closing tag only, stopped before it", _content(THOUGHTS), THOUGHTS, answers=False),
)

NONE: Sequence[Shape] = (
    Shape("no thinking", lambda said: chat_stream(said.field("content", said.answer)), "", plain=True),
    Shape("no thinking, whole JSON", lambda said: chat_reply({"content": said.answer}), "", streams=False),
)
