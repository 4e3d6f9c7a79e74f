"""The tool loop over real HTTP: what goes back to the model, byte for byte, and where it ends."""

import json
from itertools import pairwise

import pytest
from acting import Stage, acting
from scripted import CHAT, Request, openai_error, vllm_chat

from m2lsp.core.chat import Role
from m2lsp.core.feature import Answer, Proposal, Refusal
from m2lsp.core.thread import Turn

BROKEN = "```python\nx = (1\n```"
GOOD = "Here:\n\n```python\nx = 2\n```\n"
THOUGHTS = " \n Two   spaces,\ta tab, 😀, \u2028 and \\n stay.\n\n"
CHECK = ("c1", "check_edit", "{}")


def edit(stage: Stage) -> Proposal | Answer | Refusal:
    return stage.act("rewrite", stage.request("«x = 1»\ny = 2\n", instruction="set x to 2"))


def explain(stage: Stage) -> Proposal | Answer | Refusal:
    return stage.act("explain", stage.request("«x = 1»\ny = 2\n"))


def kept(stage: Stage) -> tuple[Turn, ...]:
    return stage.turns(stage.request("ˇ").document.uri)


def sent(stage: Stage, number: int) -> list[dict]:
    """The messages of a request, counted from 0."""
    return stage.backend.requests[number].json["messages"]


def results(stage: Stage, number: int) -> list[str]:
    """The results that a request carries."""
    return [m["content"] for m in sent(stage, number) if m["role"] == "tool"]


def call(name: str, arguments: object = None, call_id: str = "c1") -> tuple[str, str, str]:
    written = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
    return (call_id, name, written)


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
    assert names == ["check_edit", "find_text", "outline_file", "read_file"]


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
    "a name that is none": (call("run_shell"), "There are: check_edit, find_text, outline_file, read_file."),
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
    assert "check_edit, find_text, outline_file, read_file" in sent(stage, 1)[3]["content"]


def test_words_before_a_call_that_never_came_are_no_answer(stage: Stage):
    stage.backend.queue(vllm_chat("Let me look.", finish="tool_calls"), vllm_chat("It sets x."))
    assert explain(stage) == Answer("It sets x.")


def test_a_call_that_was_cut_off_is_not_answered(stage: Stage):
    stage.backend.queue(vllm_chat("I look.", tools=[call("read_file", '{"pa')], finish="length"))
    outcome = explain(stage)
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "cut off"
    assert kept(stage)[0].outcome == "cut off"


def test_the_same_call_again_is_not_run_again_and_a_third_time_ends_the_turn(stage: Stage):
    stage.backend.default(vllm_chat("I look.", tools=[call("read_file", {"path": "case.py"})]))
    outcome = explain(stage)
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "going in circles"
    assert len(stage.backend.requests) == 3
    assert "x = 1" in results(stage, 2)[0]
    assert results(stage, 2)[1].startswith("You called this before")


def test_the_rounds_are_limited_and_the_last_is_announced(tmp_path):
    def look(request: Request):
        number = sum(m["role"] == "tool" for m in request.json["messages"]) + 1
        return vllm_chat("I look.", tools=[call("read_file", {"path": "case.py", "first": number})])

    with acting(tmp_path, {"chat": {"max_rounds": 3}}) as stage:
        stage.backend.default(look, path=CHAT)
        outcome = explain(stage)
        assert isinstance(outcome, Refusal)
        assert outcome.reason == "too many rounds"
        assert len(stage.backend.requests) == 3
        first, last = results(stage, 2)
        assert "No more calls" in last and "No more calls" not in first
        assert kept(stage)[0].outcome == "too many rounds"


def test_an_edit_in_the_last_round_counts_though_its_check_is_not_answered(tmp_path):
    with acting(tmp_path, {"chat": {"max_rounds": 2}}) as stage:
        stage.backend.queue(
            vllm_chat("I look.", tools=[call("find_text", {"text": "x"})]),
            vllm_chat(GOOD, tools=[CHECK]),
        )
        assert isinstance(edit(stage), Proposal)


def test_what_the_model_writes_in_a_turn_is_limited_to_two_answers(stage: Stage):
    stage.backend.default(
        lambda request: vllm_chat(
            reasoning="x" * 1500, tools=[call("read_file", {"path": "a", "first": len(request.body)})]
        ),
        path=CHAT,
    )
    outcome = explain(stage)
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "too many tokens"
    assert [r.json["max_tokens"] for r in stage.backend.requests] == [2000, 2000, 1000]


def test_at_most_so_many_calls_of_a_message_are_answered(stage: Stage):
    calls = [call("read_file", {"path": "case.py", "first": n}, f"c{n}") for n in range(1, 12)]
    stage.backend.queue(vllm_chat(tools=calls), vllm_chat("It sets x."))
    assert explain(stage) == Answer("It sets x.")
    assert [r.startswith("Not answered") for r in results(stage, 1)] == [False] * 8 + [True] * 3


@pytest.mark.parametrize(
    "error",
    [
        (400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
        (404, "No endpoints found that support tool use."),
        (400, "this model does not support tools"),
    ],
    ids=["vLLM", "OpenRouter", "Ollama"],
)
def test_an_endpoint_that_refuses_tools_is_asked_without(stage: Stage, error: tuple[int, str]):
    stage.backend.queue(openai_error(*error, path=CHAT), vllm_chat(GOOD))
    assert isinstance(edit(stage), Proposal)
    with_tools, without = (request.json for request in stage.backend.requests)
    assert with_tools["tools"]
    assert "tools" not in without
    assert "check_edit" in with_tools["messages"][1]["content"]
    assert "check_edit" not in json.dumps(without)


def test_where_the_row_has_no_tools_none_are_declared(tmp_path):
    endpoint = {"provider": "vllm-append-think", "model": "MiniMax-M2.1"}
    with acting(tmp_path, {"endpoint": endpoint}) as stage:
        stage.backend.queue(vllm_chat(GOOD))
        assert isinstance(edit(stage), Proposal)
        assert b"check_edit" not in stage.backend.requests[0].body


def test_where_no_file_may_be_read_only_the_check_is_declared(tmp_path):
    with acting(tmp_path, {"trust": {"read_files": False}}) as stage:
        stage.backend.queue(
            vllm_chat("I look.", tools=[call("read_file", {"path": "case.py"})]), vllm_chat(GOOD)
        )
        assert isinstance(edit(stage), Proposal)
        assert [t["function"]["name"] for t in stage.backend.requests[0].json["tools"]] == ["check_edit"]
        assert results(stage, 1) == ["There is no tool 'read_file'. There are: check_edit."]


def test_a_turn_with_calls_is_sent_again_next_time_as_it_was(stage: Stage):
    stage.backend.queue(vllm_chat(GOOD, reasoning=THOUGHTS, tools=[CHECK]), vllm_chat("It sets x."))
    edit(stage)
    explain(stage)
    replayed = sent(stage, 1)[1:-1]
    assert replayed[0] == sent(stage, 0)[1]
    assert [m["role"] for m in replayed] == ["user", "assistant", "tool"]
    assert replayed[1]["reasoning"] == THOUGHTS
    assert replayed[1]["content"] == GOOD


def test_a_call_alone_that_spells_a_control_token_is_refused_in_words(stage: Stage):
    stage.backend.queue(vllm_chat(reasoning="hm", tools=[call("find_text", {"text": "</think>"})]))
    outcome = explain(stage)
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "control tokens"
    assert kept(stage)[0].outcome == "control tokens"


def test_a_call_that_spells_a_control_token_does_not_go_back(stage: Stage):
    made = call("find_text", {"text": "</think>"})
    stage.backend.queue(vllm_chat("I look for it.", tools=[made]))
    assert explain(stage) == Answer("I look for it.")
    assert len(stage.backend.requests) == 1
