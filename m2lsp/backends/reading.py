"""One answer over chat, from the endpoint's events to deltas."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from m2lsp.backends import answer
from m2lsp.backends.calls import RawCalls
from m2lsp.backends.details import Details
from m2lsp.backends.reasoning import Splitter
from m2lsp.core.chat import Delta, Finish, ToolCall


class Reader:
    """Thinking, answer and calls, apart; ``raw`` reads the calls that the server left in the content.

    ``origin`` is the row of the endpoint's provider.
    """

    def __init__(self, splitter: Splitter, raw: RawCalls | None, origin: str = "") -> None:
        self._splitter = splitter
        self._raw = raw
        self._origin = origin
        self._calls = answer.Calls()
        self._details = Details()
        self.finished = False

    def feed(self, event: Mapping[str, Any]) -> Delta:
        """What an event adds; calls, and the parts of the thinking, come with the end."""
        choice = answer.choice(event)
        said = choice.get("delta") or choice.get("message") or {}
        self._calls.feed(said)
        part, finish = self._splitter.feed(said), answer.finish(choice)
        self._details.feed(part)
        part = replace(part, text=self._raw.feed(part.text) if self._raw else part.text, details=())
        if finish and not self.finished:
            self.finished = True
            part = _joined(part, self.end(finish))
        return replace(part, usage=answer.usage(event), model=answer.model(event))

    def end(self, finish: Finish | None = None) -> Delta:
        """All that was held back.  Some servers name no reason, and some call it a stop after calls."""
        rest, left = self._splitter.end(finish), tuple[ToolCall, ...]()
        if self._raw:
            # Either of the two is empty.  Beside the calls, thinking that is never closed stays thinking.
            before = self._raw.feed(rest.thinking or rest.text)
            after, left = self._raw.end()
            said = before + after
            rest = replace(rest, thinking=said) if rest.thinking else replace(rest, text=said)
        calls = (*self._calls.end(), *left)
        called = calls and finish is Finish.STOP
        return replace(
            rest,
            details=self._details.end(),
            tool_calls=calls,
            finish=Finish.TOOL_CALLS if called else finish,
            origin=self._origin,
        )


def _joined(part: Delta, rest: Delta) -> Delta:
    return replace(rest, text=part.text + rest.text, thinking=part.thinking + rest.thinking)
