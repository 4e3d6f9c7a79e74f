"""The tool loop over real HTTP: what goes back to the model, byte for byte, and in which order."""

import json
from itertools import pairwise

import pytest
from acting import Stage
from scripted import vllm_chat
from toolcalls import BROKEN, CHECK, GOOD, THOUGHTS, call, edit, explain, kept, results, sent

from m2lsp.agent.tools import NAMES
from m2lsp.core.chat import Role
from m2lsp.core.feature import Answer, Proposal


def test_an_edit_that_passes_when_the_model_has_it_checked_ends_the_turn(stage: Stage):
    stage.backend.queue(vllm_chat(GOOD, reasoning=THOUGHTS, tools=[CHECK]))
    outcome = edit(stage)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == "x = 2\ny = 2\n"
    (turn,) = kept(stage)
    assert [m.role for m in turn.messages] == [Role.USER, Role.ASSISTANT, Role.TOOL]
    assert turn.outcome == "edit"


def test_what_the_checks_say_goes_back_as_the_result_of_the_call_and_no_user_message_is_added(stage: Stage):
    stage.backend.queue(
        vllm_chat(BROKEN, reasoning=THOUGHTS, tools=[CHECK]),
        vllm_chat(GOOD, reasoning="oh", tools=[("c2", "check_edit", "{}")]),
    )
    outcome = edit(stage)
    assert isinstance(outcome, Proposal)
    first, second = sent(stage, 0), sent(stage, 1)
    assert second[:2] == first
    assert second[2] == {
        "role": "assistant",
        "content": BROKEN,
        "reasoning": THOUGHTS,
        "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "check_edit", "arguments": "{}"}}
        ],
    }
    assert [m["role"] for m in second[2:]] == ["assistant", "tool"]
    assert second[3]["tool_call_id"] == "c1"
    assert "syntax error" in second[3]["content"]


def test_the_bytes_of_every_message_are_the_same_in_each_request_of_a_turn(stage: Stage):
    reading = [call("read_file", {"path": "case.py", "first": n}, f"r{n}") for n in range(3)]
    stage.backend.queue(
        *(vllm_chat(f"Look {n}.", reasoning=THOUGHTS * (n + 1), tools=[c]) for n, c in enumerate(reading)),
        vllm_chat("It sets x."),
    )
    assert explain(stage) == Answer("It sets x.")
    bodies = [request.body for request in stage.backend.requests]
    for before, after in pairwise(bodies):
        messages = before[before.index(b'"messages":[') : before.rindex(b"]", 0, before.index(b'"tools"'))]
        assert messages in after


def test_the_same_tools_are_declared_by_every_action_in_every_request(stage: Stage):
    stage.backend.default(vllm_chat(GOOD))
    edit(stage)
    explain(stage)
    stage.act("write_docs", stage.request("def aˇ():\n    return 3\n"))
    declared = [json.dumps(request.json["tools"]) for request in stage.backend.requests]
    assert len(declared) >= 3
    assert len(set(declared)) == 1
    names = [tool["function"]["name"] for tool in json.loads(declared[0])]
    assert names == list(NAMES)


def test_calls_made_at_once_are_answered_in_their_order(stage: Stage):
    (stage.folder / "other.py").write_text("def helper():\n    return 7\n")
    calls = [
        call("read_file", {"path": "other.py", "first": 2}, "a"),
        call("find_text", {"text": "helper"}, "b"),
        call("outline_file", {"path": "other.py"}, "c"),
    ]
    stage.backend.queue(vllm_chat("I look.", tools=calls), vllm_chat("It sets x."))
    assert explain(stage) == Answer("It sets x.")
    tail = sent(stage, 1)[3:]
    assert [m["tool_call_id"] for m in tail] == ["a", "b", "c"]
    assert [m["role"] for m in tail] == ["tool"] * 3
    lines, found, outline = (m["content"] for m in tail)
    assert "lines 2 to 2 of 2" in lines and "return 7" in lines and "helper" not in lines
    assert "other.py:1: def helper():" in found
    assert "1: def helper()" in outline


BROKEN_CALLS = {
    "a name near another": (call("read_files", {"path": "case.py"}), "Did you mean read_file?"),
    "a name that is none": (call("run_shell"), f"There are: {', '.join(NAMES)}."),
    "no name": (call(""), "There is no tool ''."),
    "no JSON": (call("read_file", '{"path": case.py}'), "its arguments are no JSON"),
    "cut JSON": (call("read_file", '{"path": "ca'), "its arguments are no JSON"),
    "deep JSON": (call("read_file", "[" * 100_000), "its arguments"),
    "no object": (call("read_file", '["case.py"]'), "must be one JSON object"),
    "an argument missing": (
        call("read_file", {"file": "case.py"}),
        "path must be given. It takes: path, first",
    ),
    "a null for an argument": (call("read_file", {"path": None}), "path must be given"),
    "a wrong type": (call("read_file", {"path": "case.py", "first": "two"}), "first must be an integer"),
    "a fraction": (call("read_file", {"path": "case.py", "first": 1.5}), "first must be an integer"),
    "a truth value": (call("read_file", {"path": "case.py", "first": True}), "first must be an integer"),
    "a list for a text": (call("read_file", {"path": ["case.py"]}), "path must be a string"),
    "a check where no edit was asked for": (call("check_edit", ""), "Answer in words"),
}


@pytest.mark.parametrize(("made", "said"), BROKEN_CALLS.values(), ids=BROKEN_CALLS)
def test_a_call_that_is_wrong_is_answered_with_what_is_wrong(stage: Stage, made, said: str):
    stage.backend.queue(vllm_chat("I look.", tools=[made]), vllm_chat("It sets x."))
    assert explain(stage) == Answer("It sets x.")
    (result,) = results(stage, 1)
    assert said in result


def test_a_number_that_came_as_a_string_is_taken(stage: Stage):
    made = call("read_file", {"path": "case.py", "first": "2", "last": "2", "colour": "red"})
    stage.backend.queue(vllm_chat(tools=[made]), vllm_chat("It sets x."))
    explain(stage)
    assert "lines 2 to 2 of 2" in results(stage, 1)[0]


def test_an_edit_without_a_check_is_checked_all_the_same_and_a_failure_costs_a_user_message(stage: Stage):
    stage.backend.queue(vllm_chat(BROKEN, reasoning=THOUGHTS), vllm_chat(GOOD))
    assert isinstance(edit(stage), Proposal)
    assert [m["role"] for m in sent(stage, 1)] == ["system", "user", "assistant", "user"]
    assert sent(stage, 1)[2]["reasoning"] == THOUGHTS


def test_words_behind_an_edit_that_passed_take_nothing_back(stage: Stage):
    reading = call("read_file", {"path": "case.py"}, "c2")
    stage.backend.queue(vllm_chat(GOOD, tools=[CHECK, reading]), vllm_chat("That is all."))
    outcome = edit(stage)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == "x = 2\ny = 2\n"
    assert len(results(stage, 1)) == 2


def test_a_later_edit_that_fails_takes_back_an_earlier_one_that_passed(stage: Stage):
    reading = call("read_file", {"path": "case.py"}, "c2")
    stage.backend.queue(
        vllm_chat(GOOD, tools=[CHECK, reading]), vllm_chat(BROKEN), vllm_chat("```python\nx = 3\n```")
    )
    outcome = edit(stage)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == "x = 3\ny = 2\n"


@pytest.mark.parametrize("finish", ["stop", "tool_calls"])
def test_where_nothing_came_a_swallowed_call_is_supposed_and_the_model_asked_once_more(
    stage: Stage, finish: str
):
    stage.backend.queue(vllm_chat(reasoning=THOUGHTS, finish=finish), vllm_chat("It sets x."))
    assert explain(stage) == Answer("It sets x.")
    assert sent(stage, 1)[2] == {"role": "assistant", "content": "", "reasoning": THOUGHTS}
    assert ", ".join(NAMES) in sent(stage, 1)[3]["content"]


def test_words_before_a_call_that_never_came_are_no_answer(stage: Stage):
    stage.backend.queue(vllm_chat("Let me look.", finish="tool_calls"), vllm_chat("It sets x."))
    assert explain(stage) == Answer("It sets x.")
