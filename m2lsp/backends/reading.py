"""One answer over chat, from the endpoint's events to deltas."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from m2lsp.backends import answer
from m2lsp.backends.calls import RawCalls
from m2lsp.backends.details import Details
from m2lsp.backends.halves import Halves
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
        self._text, self._thinking = Halves(keep=False), Halves(keep=True)
        self._streams = False
        self.finished = False

    def feed(self, event: Mapping[str, Any]) -> Delta:
        """What an event adds; calls, and the parts of the thinking, come with the end."""
        choice = answer.choice(event)
        said = self._said(choice)
        self._calls.feed(said)
        part, finish = self._splitter.feed(said), answer.finish(choice)
        self._details.feed(part)
        text = self._raw.feed(part.text) if self._raw else part.text
        part = Delta(text=self._text.feed(text), thinking=self._thinking.feed(part.thinking))
        if finish and not self.finished:
            self.finished = True
            part = _joined(part, self.end(finish))
        return replace(part, usage=answer.usage(event), model=answer.model(event))

    def _said(self, choice: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a choice adds: its delta, or a whole message where none was streamed.

        M3 on MiniMax's platform ends a stream with all of the message once more (GoModel pull request 1068).
        """
        delta, whole = choice.get("delta"), choice.get("message")
        if isinstance(delta, Mapping) and any(delta.get(key) for key in delta if key != "role"):
            self._streams = True
            return delta
        return whole if isinstance(whole, Mapping) and not self._streams else {}

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
        return Delta(
            text=self._text.feed(rest.text) + self._text.end(),
            thinking=self._thinking.feed(rest.thinking) + self._thinking.end(),
            details=self._details.end(),
            tool_calls=calls,
            finish=Finish.TOOL_CALLS if called else finish,
            origin=self._origin,
        )


def _joined(part: Delta, rest: Delta) -> Delta:
    return replace(rest, text=part.text + rest.text, thinking=part.thinking + rest.thinking)
