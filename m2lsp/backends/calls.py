"""Tool calls that no parser of the server took out of the content.

A server without a tool parser hands the model's own markup through.  Where tools were declared and the
family's markup is known, it is read here, so that it never stands in an answer: a block that holds no
call is text, one that is cut off is a call whose arguments are what came, which no reader takes for JSON.
Without declared tools such markup is text: code about the model, most likely.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from m2lsp.backends.answer import made_up
from m2lsp.backends.reasoning import overlap
from m2lsp.core.chat import Tool, ToolCall
from m2lsp.profiles.spec import CallMarkup


@dataclass(slots=True)
class RawCalls:
    """One answer's way through: content in, text and calls out."""

    markup: CallMarkup
    tools: Sequence[Tool]
    _held: str = ""  # what may begin a block, or a block that is not closed yet
    _calls: list[ToolCall] = field(default_factory=list)

    def feed(self, content: str) -> str:
        """The text in some more content, as far as it is sure to be none of a block."""
        self._held += content
        text = ""
        while (start := self._held.find(self.markup.open)) >= 0:
            end = self._held.find(self.markup.close, start)
            if end < 0:
                return text + self._take(start)
            text += self._take(start) + self._read(self._take(end - start + len(self.markup.close)))
        return text + self._take(len(self._held) - overlap(self._held, self.markup.open))

    def end(self) -> tuple[str, tuple[ToolCall, ...]]:
        """The rest of the text, and all calls in the model's order."""
        calls, rest = self._calls, self._take(len(self._held))
        text = self._read(rest) if rest.startswith(self.markup.open) else rest
        self._calls = []
        return text, tuple(calls)

    def _take(self, length: int) -> str:
        taken, self._held = self._held[:length], self._held[length:]
        return taken

    def _read(self, block: str) -> str:
        """Keep the calls of a block; the block itself if it holds none."""
        before = len(self._calls)
        self._calls.extend(self._invoked(block))
        return block if len(self._calls) == before else ""

    def _invoked(self, block: str) -> Iterator[ToolCall]:
        for at, found in enumerate(re.finditer(self.markup.invoke, block, re.DOTALL), len(self._calls)):
            name = found["name"].strip().strip("\"'")
            whole = found["end"] is not None
            arguments = self._arguments(name, found["body"]) if whole else found["body"]
            yield ToolCall(made_up(at, name, arguments), name, arguments)

    def _arguments(self, name: str, body: str) -> str:
        types = next((_types(tool) for tool in self.tools if tool.name == name), {})
        given = re.finditer(self.markup.parameter, body, re.DOTALL)
        named = ((g["name"].strip().strip("\"'"), g["value"]) for g in given)
        typed = {key: value if _is_text(types.get(key)) else _value(value) for key, value in named}
        return json.dumps(typed, ensure_ascii=False)


def _types(tool: Tool) -> Mapping[str, Any]:
    """The schema of each declared argument."""
    properties = tool.parameters.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _is_text(schema: object) -> bool:
    """Whether an argument is text; as on vLLM, so is one that declares nothing."""
    kind = schema.get("type", "string") if isinstance(schema, Mapping) else "string"
    return kind == "string" or (isinstance(kind, list) and "string" in kind)


def _value(written: str) -> Any:
    """What the text is as JSON; else the text itself."""
    try:
        return json.loads(written)
    except ValueError:
        return written
