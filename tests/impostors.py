"""vLLM as it may be started, as scripted answers: what a chat request gets from each.

    backend.default(vllm(parser="minimax_m2"), path=CHAT)

Sources: m2-wire, sections 2 to 4; m2-wire-measured, section 3.
"""

from collections.abc import Callable
from typing import Any

from scripted import CHAT, Request, Script, openai_error, vllm_chat

WORD = '{"word": "ready"}'
NEEDS_TOOL_PARSER = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'


def vllm(
    parser: str = "minimax_m2", *, tool_parser: bool = True, refuses: tuple[str, ...] = ()
) -> Callable[[Request], Script]:
    """A chat endpoint with that reasoning parser, empty for none; ``refuses`` are fields that are a 400."""

    def answer(request: Request) -> Script:
        body = request.json
        if "tools" in body and not tool_parser:
            return openai_error(400, NEEDS_TOOL_PARSER, path=CHAT)
        unknown = [field for field in refuses if field in body]
        if "thinking_token_budget" in body and parser != "minimax_m2":
            unknown.append("thinking_token_budget")
        if unknown:
            return openai_error(400, f"{unknown[0]} can't be used here", path=CHAT)
        return _said(body, parser)

    return answer


def _said(body: dict[str, Any], parser: str) -> Script:
    closed = "continue_final_message" in body or body.get("thinking_token_budget") == 0
    tools = [("call-1", "report", WORD)] if "tools" in body else []
    content = (
        WORD if {"structured_outputs", "response_format"} & set(body) else "a + b\n```" if closed else "ready"
    )
    thought = "" if closed else "Let me see."
    if parser == "minimax_m2" or closed:
        return vllm_chat("" if tools else content, reasoning=thought, tools=tools)
    opened = "<think>\n" if parser else ""
    closing = "" if parser and tools else "\n</think>\n\n"  # the tool parser eats the closing tag
    return vllm_chat(f"{opened}{thought}{closing}{content}", tools=tools)
