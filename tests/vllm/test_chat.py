"""Chat: thinking and answer apart on every path, and thinking sent back so that the template sees it."""

from typing import Any

import pytest
from vllmserver import VLLM, Relay

from m2lsp.core.chat import ChatPrompt, Delta, Finish, Message, Role, ToolCall, Way

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

ASK = (Message(Role.SYSTEM, "You are terse."), Message(Role.USER, "What is 6 times 7?"))
ANSWER = "```python\n    return 42\n```\n"
READ = ToolCall("call_1", "read", '{"path": "a.py", "limit": 20}')


def text(deltas: list[Delta]) -> str:
    return "".join(d.text for d in deltas)


def thinking(deltas: list[Delta]) -> str:
    return "".join(d.thinking for d in deltas)


def quiet(vllm: VLLM) -> dict[str, int]:
    """Keeps a random model from ending its thinking by chance, before its budget does."""
    return {
        str(vllm.ids(marker)[0]): -100 for marker in ("[e~[", "<minimax:tool_call>", "<think>", "</think>")
    }


def test_thinking_and_answer_arrive_apart_and_whole(vllm: VLLM, relay: Relay, ask) -> None:
    relay.add(
        {
            "thinking_token_budget": 40,
            "structured_outputs": {"choice": [ANSWER]},
            "logit_bias": quiet(vllm),
        }
    )
    deltas = ask(ChatPrompt(ASK, max_tokens=400))
    (exchange,) = relay.exchanges
    assert thinking(deltas) == exchange.said("reasoning") != ""
    assert text(deltas) == exchange.said("content") == ANSWER
    assert [d.finish for d in deltas if d.finish] == [Finish.STOP]


def test_thinking_that_takes_all_tokens_is_no_answer(vllm: VLLM, relay: Relay, ask) -> None:
    relay.add({"logit_bias": quiet(vllm) | {str(vllm.ids("</think>")[0]): -100}})
    deltas = ask(ChatPrompt(ASK, max_tokens=30))
    assert thinking(deltas)
    assert text(deltas) == ""
    assert [d.finish for d in deltas if d.finish] == [Finish.LENGTH]


def test_told_not_to_think_the_model_answers_at_once(relay: Relay, ask) -> None:
    relay.add({"structured_outputs": {"choice": [ANSWER]}})
    deltas = ask(ChatPrompt(ASK, max_tokens=100, think=False))
    assert thinking(deltas) == ""
    assert text(deltas) == ANSWER
    assert relay.exchanges[0].body["thinking_token_budget"] == 0


def test_after_a_prefill_all_is_answer(relay: Relay, prompted, ask) -> None:
    relay.add({"structured_outputs": {"choice": ["a + b\n"]}})
    deltas = ask(prompted("def add(a, b):\n    return ˇ\n", Way.CHAT_PREFILL))
    assert thinking(deltas) == ""
    assert text(deltas) == "a + b\n"


def sent(relay: Relay, ask: Any, *messages: Message) -> dict[str, Any]:
    """The body of a chat request with these messages after the usual ones."""
    ask(ChatPrompt((*ASK, *messages), max_tokens=1))
    return relay.exchanges[-1].body


LOOP = (
    Message(Role.ASSISTANT, "I look.", "First  I\tread it.\n 😀", (READ,)),
    Message(Role.TOOL, "def f(): ...", tool_call_id="call_1"),
)


def test_inside_a_turn_the_template_sees_the_thinking_byte_for_byte(vllm: VLLM, relay: Relay, ask) -> None:
    rendered = vllm.prompt_of_chat(sent(relay, ask, *LOOP))
    assert "]~b]ai\n<think>\nFirst  I\tread it.\n 😀\n</think>\n\nI look.\n<minimax:tool_call>" in rendered
    assert rendered.endswith("<response>def f(): ...</response>[e~[\n]~b]ai\n<think>\n")


def test_earlier_turns_thinking_is_sent_though_the_template_drops_it(vllm: VLLM, relay: Relay, ask) -> None:
    body = sent(
        relay, ask, *LOOP, Message(Role.ASSISTANT, "It is f.", "Done."), Message(Role.USER, "And now?")
    )
    said = [m for m in body["messages"] if m["role"] == "assistant"]
    assert [m["reasoning"] for m in said] == ["First  I\tread it.\n 😀", "Done."]
    assert vllm.prompt_of_chat(body).count("<think>") == 1


def test_an_old_answer_about_think_tags_is_not_cut(vllm: VLLM, relay: Relay, ask) -> None:
    """An empty ``reasoning`` is sent too: without one the template cuts at the tag."""
    answer = "It ends with </think> and then goes on."
    body = sent(relay, ask, Message(Role.ASSISTANT, answer), Message(Role.USER, "Sure?"))
    assert f"]~b]ai\n{answer}[e~[\n" in vllm.prompt_of_chat(body)
