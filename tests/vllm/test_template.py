"""The chat template does what we are told of M2's, and what m2lsp sends comes out of it as meant.

The facts are those of m2-wire and m2-wire-measured, section 1 each; the server renders them.
"""

import json
from typing import Any

import pytest
from vllmserver import MODEL, VLLM, Relay

from m2lsp.core.chat import ChatPrompt, Message, Role, Tool

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

SYSTEM = "]~!b[]~b]system\nBe terse.[e~[\n"
START = "]~b]ai\n<think>\n"
USER = {"role": "user", "content": "x"}
ASKED = "]~b]user\nx[e~[\n"


def call(arguments: str, content: str | None = "I look.", **more: Any) -> dict[str, Any]:
    function = {"name": "read", "arguments": arguments}
    made = {"id": "c1", "type": "function", "function": function}
    return {"role": "assistant", "content": content, "tool_calls": [made], **more}


def result(content: str, number: int = 1) -> dict[str, Any]:
    return {"role": "tool", "content": content, "tool_call_id": f"c{number}"}


def written(*parameters: str) -> str:
    lines = [
        "",
        "<minimax:tool_call>",
        '<invoke name="read">',
        *parameters,
        "</invoke>",
        "</minimax:tool_call>",
    ]
    return "\n".join(lines)


# What is said after the system message "Be terse.", and the text that it becomes.
FACTS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "a later system message is dropped": ([{"role": "system", "content": "Now!"}, USER], ASKED),
    "parts of text are joined": (
        [{"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "text", "text": "y"}]}],
        "]~b]user\nxy[e~[\n",
    ),
    "thinking before the last user message is dropped": (
        [USER, {"role": "assistant", "content": "a", "reasoning": "r"}, USER],
        f"{ASKED}]~b]ai\na[e~[\n{ASKED}",
    ),
    "thinking after it is kept": (
        [USER, call("{}", reasoning="r"), result("ok")],
        f"{ASKED}]~b]ai\n<think>\nr\n</think>\n\nI look.{written()}[e~[\n"
        "]~b]tool\n<response>ok</response>[e~[\n",
    ),
    "empty thinking leaves no block": (
        [USER, call("{}", reasoning=""), result("ok")],
        f"{ASKED}]~b]ai\nI look.{written()}[e~[\n]~b]tool\n<response>ok</response>[e~[\n",
    ),
    "the older name of the field counts too": (
        [USER, call("{}", reasoning_content="r"), result("ok")],
        f"{ASKED}]~b]ai\n<think>\nr\n</think>\n\nI look.{written()}[e~[\n"
        "]~b]tool\n<response>ok</response>[e~[\n",
    ),
    "an answer without thinking is cut at a tag": (
        [USER, {"role": "assistant", "content": "a</think>b"}, USER],
        f"{ASKED}]~b]ai\nb[e~[\n{ASKED}",
    ),
    "an answer with empty thinking is not": (
        [USER, {"role": "assistant", "content": "a</think>b", "reasoning": ""}, USER],
        f"{ASKED}]~b]ai\na</think>b[e~[\n{ASKED}",
    ),
    "no content is no text": (
        [USER, call("{}", content=None, reasoning=""), result("ok")],
        f"{ASKED}]~b]ai\n{written()}[e~[\n]~b]tool\n<response>ok</response>[e~[\n",
    ),
    "results share a turn": (
        [USER, call("{}", reasoning=""), result("1"), result("2", 2)],
        f"{ASKED}]~b]ai\nI look.{written()}[e~[\n"
        "]~b]tool\n<response>1</response>\n<response>2</response>[e~[\n",
    ),
    "arguments are written as they are": (
        [USER, call('{"path": "é.py", "limit": 20, "all": null, "in": {"b": 1, "a": [2]}}'), result("ok")],
        f"{ASKED}]~b]ai\nI look."
        + written(
            '<parameter name="path">é.py</parameter>',
            '<parameter name="limit">20</parameter>',
            '<parameter name="all">null</parameter>',
            '<parameter name="in">{"b": 1, "a": [2]}</parameter>',
        )
        + "[e~[\n]~b]tool\n<response>ok</response>[e~[\n",
    ),
    "arguments that are no JSON are left out": (
        [USER, call('{"path": "a'), result("that was no JSON")],
        f"{ASKED}]~b]ai\nI look.{written()}[e~[\n]~b]tool\n<response>that was no JSON</response>[e~[\n",
    ),
}


def rendered(vllm: VLLM, *messages: dict[str, Any], **more: Any) -> str:
    return vllm.prompt_of_chat({"model": MODEL, "messages": list(messages), **more})


@pytest.mark.parametrize(("said", "text"), FACTS.values(), ids=FACTS.keys())
def test_the_template_renders(vllm: VLLM, said: list[dict[str, Any]], text: str) -> None:
    system = {"role": "system", "content": "Be terse."}
    assert rendered(vllm, system, *said) == f"{SYSTEM}{text}{START}"


@pytest.mark.parametrize(
    ("system", "text"),
    [
        ([], "You are a helpful assistant. Your name is MiniMax-M2.1 and is built by MiniMax."),
        ([{"role": "system", "content": ""}], ""),
    ],
    ids=["none", "an empty one"],
)
def test_without_a_system_message_there_is_an_identity(
    vllm: VLLM, system: list[dict[str, Any]], text: str
) -> None:
    assert rendered(vllm, *system, USER) == f"]~!b[]~b]system\n{text}[e~[\n{ASKED}{START}"


def test_a_result_without_a_call_is_refused(vllm: VLLM) -> None:
    """Which is why a thread's replay never makes one."""
    status, told = vllm.ask("/v1/chat/completions", {"model": MODEL, "messages": [USER, result("y")]})
    assert status == 400
    assert "without a call" in json.dumps(told)


# In orders that no sorting would give.
TOOLS = (
    Tool("write", "Zuletzt: »x«", {"type": "object", "properties": {"z": {"type": "string"}, "a": {}}}),
    Tool(
        "read", "", {"type": "object", "required": ["b"], "properties": {"b": {"minimum": 1, "enum": [2, 1]}}}
    ),
)


def test_tools_are_rendered_once_as_we_send_them(vllm: VLLM, relay: Relay, ask) -> None:
    asked = (Message(Role.SYSTEM, "Be terse."), Message(Role.USER, "x"))
    ask(ChatPrompt(asked, max_tokens=1, tools=TOOLS))
    told = vllm.prompt_of_chat(relay.exchanges[0].body)
    functions = [
        {"name": tool.name, "description": tool.description, "parameters": tool.parameters} for tool in TOOLS
    ]
    lines = [f"<tool>{json.dumps(function, ensure_ascii=False)}</tool>" for function in functions]
    assert told.count("<tool>") == len(TOOLS)
    assert "\n".join(["<tools>", *lines, "</tools>"]) in told
    assert told.startswith("]~!b[]~b]system\nBe terse.\n\n# Tools\n")


def test_a_tool_without_a_description_gets_null_for_one(vllm: VLLM) -> None:
    """vLLM builds each tool anew, in an order of its own; ours is that order."""
    tool = {"type": "function", "function": {"parameters": {"type": "object"}, "name": "read"}, "x": 1}
    expected = '<tool>{"name": "read", "description": null, "parameters": {"type": "object"}}</tool>'
    assert expected in rendered(vllm, USER, tools=[tool])
