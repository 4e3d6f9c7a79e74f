"""Every way to start vLLM: with M2's reasoning parser, with none, or as MiniMax's own guide says."""

import pytest
from vllmserver import CONTEXT, MODEL, THOUGHT, VLLM, Relay

from m2lsp.backends import connect
from m2lsp.backends.providers import PROVIDERS
from m2lsp.core.chat import ChatPrompt, Finish, Message, Role, Tool, Way
from m2lsp.core.context import Context
from m2lsp.core.document import Document
from m2lsp.core.text import Span
from m2lsp.profiles import M2
from m2lsp.profiles.model import Model
from m2lsp.prompt import Shield, ghost
from m2lsp.prompt.single_turn import single_turn

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

ASK = (Message(Role.USER, "What is 6 times 7?"),)
TYPES = {"path": {"type": "string"}, "limit": {"type": "integer"}}
READ = Tool("read", "Read a file.", {"type": "object", "properties": TYPES})
CALLS = (
    "I look.\n<minimax:tool_call>\n"
    '<invoke name="read">\n<parameter name="path">a.py</parameter>\n<parameter name="limit">20</parameter>\n'
    '</invoke>\n<invoke name="read">\n<parameter name="path">»b« c.py</parameter>\n</invoke>\n'
    "</minimax:tool_call>"
)
HERE = Model(M2, connect(PROVIDERS["vllm"], model=MODEL), Way.RAW_PREFILL, CONTEXT)
separating = pytest.mark.parametrize("row", ["vllm", "vllm-no-parser"], indirect=True)
guide = pytest.mark.parametrize("row", ["vllm-append-think"], indirect=True)
m2_parser = pytest.mark.parametrize("row", ["vllm"], indirect=True)


def test_thinking_and_answer_are_told_apart(server: VLLM, between: Relay, heard) -> None:
    between.add(server.says("\n\n42, not `<think>`.", thinking=12))
    answer = heard(ChatPrompt(ASK, max_tokens=100))
    assert (answer.thinking, answer.text) == (THOUGHT * 12, "\n\n42, not `<think>`.")
    assert answer.finish is Finish.STOP


def test_thinking_that_takes_all_tokens_is_no_answer(server: VLLM, heard, between: Relay) -> None:
    between.add(server.says("42", thinking=80))
    answer = heard(ChatPrompt(ASK, max_tokens=10))
    assert answer.thinking.strip(THOUGHT) == ""
    assert (len(answer.thinking), answer.text, answer.finish) == (10, "", Finish.LENGTH)


@pytest.mark.parametrize("prefill", ["", "```\nx = "], ids=["nothing", "a prefill"])
def test_told_not_to_think_it_answers_at_once(between: Relay, heard, prefill: str) -> None:
    between.add({"structured_outputs": {"choice": ["42\n"]}})
    answer = heard(ChatPrompt(ASK, max_tokens=20, think=False, prefill=prefill))
    assert (answer.thinking, answer.text) == ("", "42\n")


def test_in_our_own_rendering_no_parser_touches_the_answer(server: VLLM, between: Relay, heard) -> None:
    """Thinking ends at the first closing tag, and what follows is code whatever it spells."""
    said = "a = '<think></think>'  # [e~[\n<invoke name=\"x\">\n</parameter>\n"
    between.add(server.says(said, thinking=12))
    answer = heard(single_turn("Be terse.", "x", HERE, 200))
    assert (answer.thinking.strip(), answer.text) == (THOUGHT * 12, said)
    assert (answer.calls, answer.finish) == ((), Finish.STOP)


def test_ghost_text_is_text_on_each(server: VLLM, between: Relay, heard) -> None:
    said = "a = '</think>'\n"
    between.add({"structured_outputs": {"choice": [said]}})
    document = Document("file:///a.py", "x = 1\n", "python")
    seen = Context(document, Span(6, 6), Span(0, 6))
    answer = heard(ghost(seen, HERE, Shield(), 40))
    assert (answer.thinking, answer.text) == ("", said)


@pytest.mark.parametrize("thought", [12, 0])
@separating
def test_parallel_calls_arrive_whole_with_what_was_said_before_them(
    server: VLLM, between: Relay, heard, thought: int
) -> None:
    between.add(server.says(CALLS, thinking=thought))
    answer = heard(ChatPrompt(ASK, max_tokens=400, tools=(READ,)))
    first, second = answer.calls
    assert (first.name, first.arguments) == ("read", '{"path": "a.py", "limit": 20}')
    assert (second.name, second.arguments) == ("read", '{"path": "»b« c.py"}')
    assert first.id and second.id and first.id != second.id
    assert (answer.thinking, answer.text.strip()) == (THOUGHT * thought, "I look.")
    assert answer.finish is Finish.TOOL_CALLS


@separating
def test_a_call_of_a_tool_that_was_not_declared_vanishes(server: VLLM, between: Relay, heard) -> None:
    """The server takes it out of the answer; all that is left is what was said before it."""
    between.add(server.says(CALLS.replace('"read"', '"delete"'), thinking=12))
    answer = heard(ChatPrompt(ASK, max_tokens=400, tools=(READ,)))
    assert (answer.calls, answer.text.strip(), answer.finish) == ((), "I look.", Finish.STOP)


@separating
def test_a_call_that_was_cut_off_looks_whole_but_for_its_finish(server: VLLM, between: Relay, heard) -> None:
    """The server closes the arguments that it has. So such calls must never be answered."""
    between.add(server.says(CALLS, thinking=12))
    answer = heard(ChatPrompt(ASK, max_tokens=45, tools=(READ,)))
    assert [(call.name, call.arguments) for call in answer.calls] == [("read", "{}")]
    assert answer.finish is Finish.LENGTH


@pytest.mark.parametrize("row", ["vllm-no-parser"], indirect=True)
def test_a_call_in_the_middle_of_thinking_ends_it(between: Relay, server: VLLM, heard) -> None:
    marked = {str(server.ids(marker)[0]): 99 for marker in ("<minimax:tool_call>", "</minimax:tool_call>")}
    between.add({"structured_outputs": {"choice": [CALLS]}, "logit_bias": marked})
    answer = heard(ChatPrompt(ASK, max_tokens=400, tools=(READ,)))
    assert (answer.thinking.strip(), answer.text, len(answer.calls)) == ("I look.", "", 2)


@guide
def test_with_tools_the_guides_parser_loses_the_end_of_the_thinking(
    server: VLLM, between: Relay, heard
) -> None:
    """Why that row takes no tools, and why none of this is taken for an answer."""
    between.add(server.says(CALLS, thinking=12))
    answer = heard(ChatPrompt(ASK, max_tokens=400, tools=(READ,)))
    assert between.exchanges[0].said("content") == f"<think>{THOUGHT * 12}I look.\n"
    assert (answer.thinking.strip(), answer.text) == (f"{THOUGHT * 12}I look.", "")
    assert len(answer.calls) == 2


@m2_parser
def test_the_tokens_of_thinking_are_counted(server: VLLM, between: Relay, heard) -> None:
    between.add(server.says("42", thinking=12))
    usage = heard(ChatPrompt(ASK, max_tokens=100)).usage
    assert usage.completion > usage.reasoning >= 12
