"""The agent loop on a real vLLM: calls, their results, and thinking that goes back inside the loop.

The oracle is the prompt itself: its token ids, as the server made them, turned back into text.
"""

import json
from pathlib import Path

import pytest
from vllmserver import BLOCK, THOUGHT, VLLM, Exchange, Relay

TOOLS = [
    *("check_edit", "find_definition", "find_references", "find_text", "list_files", "outline_file"),
    *("read_diagnostics", "read_file"),
]
pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

SOURCE = "def total(xs):\n    t = 0\n    for x in xs:\n        t += x\n    return t\n"
REWRITE = ("act", "rewrite", "a.py:2-5", "--instruction", "use what b.py has")
GOOD = "```python\n    return add(xs)\n```\n"
BROKEN = "```python\n    return add(xs\n```\n"
SHOWN = {"return_token_ids": True}


def call(name: str, **arguments: object) -> str:
    parameters = "".join(f'<parameter name="{n}">{v}</parameter>\n' for n, v in arguments.items())
    return f'<invoke name="{name}">\n{parameters}</invoke>\n'


def calling(*calls: str) -> str:
    return f"<minimax:tool_call>\n{''.join(calls)}</minimax:tool_call>"


@pytest.fixture(autouse=True)
def source(workspace: Path) -> None:
    (workspace / "a.py").write_text(SOURCE, encoding="utf-8")
    (workspace / "b.py").write_text("def add(xs):\n    return sum(xs)\n", encoding="utf-8")


def prompt(vllm: VLLM, exchange: Exchange) -> str:
    return vllm.text(exchange.prompt_ids)


def roles(exchange: Exchange) -> list[str]:
    return [message["role"] for message in exchange.body["messages"]]


def test_an_edit_is_looked_up_checked_mended_and_offered(vllm: VLLM, relay: Relay, m2lsp) -> None:
    relay.add(
        vllm.says(f"I look.\n{calling(call('read_file', path='b.py', first=1))}", thinking=8) | SHOWN,
        vllm.says(BROKEN + calling(call("check_edit")), thinking=9) | SHOWN,
        vllm.says(GOOD + calling(call("check_edit")), thinking=10) | SHOWN,
    )
    done = m2lsp(*REWRITE)
    assert "+    return add(xs)" in done.stdout, done.stderr
    first, second, third = relay.exchanges
    assert roles(third) == ["system", "user", "assistant", "tool", "assistant", "tool"]
    assert [len(m["reasoning"]) for m in third.body["messages"] if m["role"] == "assistant"] == [8, 9]
    read = prompt(vllm, second).removeprefix(prompt(vllm, first))
    thought = f"{THOUGHT * 8}\n</think>\n\nI look.\n"
    assert read.startswith(thought)
    assert '<invoke name="read_file">\n<parameter name="path">b.py</parameter>' in read
    assert "]~b]tool\n<response>b.py, lines 1 to 2 of 2:\n```\ndef add(xs):\n    return sum(xs)\n" in read
    checked = prompt(vllm, third).removeprefix(prompt(vllm, second))
    assert checked.startswith(f"{THOUGHT * 9}\n</think>\n\n{BROKEN}")
    assert "<response>That can't be applied:" in checked
    assert checked.endswith("</response>[e~[\n]~b]ai\n<think>\n")


def test_inside_the_loop_the_prompt_so_far_comes_from_the_cache(vllm: VLLM, relay: Relay, m2lsp) -> None:
    relay.add(
        vllm.says(calling(call("read_file", path="b.py")), thinking=8) | SHOWN,
        vllm.says("It adds.", thinking=9) | SHOWN,
    )
    assert m2lsp("act", "explain", "a.py:1-5").stdout.strip() == "It adds."
    first, second = relay.exchanges
    (usage,) = [event["usage"] for event in second.events if event.get("usage")]
    assert usage["prompt_tokens_details"]["cached_tokens"] > len(first.prompt_ids) - BLOCK


def test_parallel_calls_are_answered_in_one_turn_of_the_tools(vllm: VLLM, relay: Relay, m2lsp) -> None:
    both = calling(call("read_file", path="b.py"), call("outline_file", path="b.py"))
    relay.add(vllm.says(both, thinking=8) | SHOWN, vllm.says("It adds.", thinking=9) | SHOWN)
    assert m2lsp("act", "explain", "a.py:1-5").stdout.strip() == "It adds."
    _, second = relay.exchanges
    assert roles(second) == ["system", "user", "assistant", "tool", "tool"]
    turns = prompt(vllm, second).split("]~b]")
    (tools,) = [turn for turn in turns if turn.startswith("tool\n")]
    assert tools.count("<response>") == tools.count("</response>") == 2


def test_a_wrong_argument_is_told_and_nothing_breaks(vllm: VLLM, relay: Relay, m2lsp) -> None:
    relay.add(
        vllm.says(calling(call("read_file", first="soon")), thinking=8) | SHOWN,
        vllm.says("It adds.", thinking=9) | SHOWN,
    )
    assert m2lsp("act", "explain", "a.py:1-5").stdout.strip() == "It adds."
    _, second = relay.exchanges
    assert "<response>read_file was not run: " in prompt(vllm, second)


def test_a_call_that_the_server_swallows_is_asked_for_again(vllm: VLLM, relay: Relay, m2lsp) -> None:
    """vLLM takes a call of an undeclared tool out of the answer, and says nothing of it."""
    relay.add(
        vllm.says(calling(call("run", command="ls")), thinking=8) | SHOWN,
        vllm.says("It adds.", thinking=9) | SHOWN,
    )
    assert m2lsp("act", "explain", "a.py:1-5").stdout.strip() == "It adds."
    _, second = relay.exchanges
    assert roles(second) == ["system", "user", "assistant", "user"]
    assert f"there are these tools: {', '.join(TOOLS)}" in prompt(vllm, second)


def test_the_tools_are_the_same_for_all_actions_in_the_same_order(vllm: VLLM, relay: Relay, m2lsp) -> None:
    relay.add(vllm.says("It adds.", thinking=8) | SHOWN, vllm.says(GOOD, thinking=8) | SHOWN)
    m2lsp("act", "explain", "a.py:1-5")
    m2lsp(*REWRITE)
    explain, rewrite = (prompt(vllm, exchange).split("[e~[")[0] for exchange in relay.exchanges)
    assert explain == rewrite
    declared = [json.loads(line[6:-7]) for line in explain.split("\n") if line.startswith("<tool>")]
    assert [tool["name"] for tool in declared] == TOOLS


def test_where_the_guides_parser_would_lose_the_thinkings_end_no_tools_are_declared(
    vllm: VLLM, relay: Relay, m2lsp
) -> None:
    relay.add(vllm.says(GOOD, thinking=8) | SHOWN)
    m2lsp(*REWRITE, M2LSP_PROVIDER="vllm-append-think")
    assert "tools" not in relay.exchanges[0].body
