"""A thread as Markdown, for a person to read in any editor."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from m2lsp.core.chat import Message, Role, Usage
from m2lsp.core.thread import Turn
from m2lsp.threads.inert import code_span, fenced, inert, inert_line, printable
from m2lsp.threads.replay import CONCLUDED

_ASK_CHARACTERS = 300
_FENCED = re.compile(r"^(?P<fence>`{3,})[^`\n]*\n.*?^(?P=fence)[ \t]*$", re.DOTALL | re.MULTILINE)


def transcript(name: str, turns: Sequence[Turn]) -> str:
    """The thread of the document called ``name``: a heading a turn, thinking folded.

    The same turns give the same text.  Line ends are ``\\n``; it encodes as UTF-8 whatever the model sent.
    What the model wrote is shown, never rendered as links, images or HTML.
    """
    parts = [f"# {code_span(name)}\n"]
    for number, turn in enumerate(turns, 1):
        parts += _turn(number, turn)
    return "\n".join(parts)


def _turn(number: int, turn: Turn) -> Iterator[str]:
    """The parts of a turn, each ending in a line end."""
    yield f"## {number}. {turn.feature.replace('_', ' ')}, {_time(turn.started)}\n"
    yield f"{_answered_by(turn)}, {turn.seconds:.1f} s{_tokens(turn.usage)}\n"
    for message in turn.messages:
        yield from _SHOWN[message.role](message)
    if turn.outcome not in CONCLUDED:
        yield f"Nothing came of this turn: {inert_line(turn.outcome or 'unfinished')}.\n"


def _answered_by(turn: Turn) -> str:
    """The endpoint, and the model where that is not the one in the endpoint's name."""
    endpoint = code_span(turn.endpoint)
    return endpoint if turn.model in turn.endpoint.split() else f"{code_span(turn.model)} at {endpoint}"


def _user(message: Message) -> Iterator[str]:
    yield f"> {inert_line(_ask(message.content))}\n"


def _assistant(message: Message) -> Iterator[str]:
    if message.reasoning:
        summary = f"Thinking ({len(message.reasoning):,} characters)"
        block = fenced(printable(message.reasoning), "text")
        yield f"<details><summary>{summary}</summary>\n\n{block}\n</details>\n"
    if message.content.strip():
        yield inert(message.content.strip("\r\n"))
    for call in message.tool_calls:
        yield f"Called {code_span(call.name)}.\n"


def _tool(message: Message) -> Iterator[str]:
    yield f"<details><summary>Result</summary>\n\n{fenced(printable(message.content), 'text')}\n</details>\n"


def _nothing(message: Message) -> Iterator[str]:
    yield from ()


_SHOWN = {Role.USER: _user, Role.ASSISTANT: _assistant, Role.TOOL: _tool, Role.SYSTEM: _nothing}


def _ask(content: str) -> str:
    """What was wanted, in one line: the first paragraph after the code that was sent along."""
    text = printable(content)
    after = text[max((m.end() for m in _FENCED.finditer(text)), default=0) :].strip() or text.strip()
    line = " ".join(re.split(r"\n[ \t]*\n", after)[0].split())
    return line if len(line) <= _ASK_CHARACTERS else line[: _ASK_CHARACTERS - 1] + "…"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tokens(usage: Usage) -> str:
    if not (usage.prompt or usage.completion):
        return ""
    thought = f", {usage.reasoning:,} of them thinking" if usage.reasoning else ""
    return f", {usage.prompt:,} tokens read, {usage.completion:,} written{thought}"
