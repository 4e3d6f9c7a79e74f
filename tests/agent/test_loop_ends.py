"""Where the tool loop ends, and what happens where there are no tools."""

import json
from pathlib import Path

import pytest
from acting import Stage, acting
from scripted import CHAT, Request, openai_error, vllm_chat
from toolcalls import CHECK, GOOD, THOUGHTS, call, edit, explain, kept, results, sent

from m2lsp.core.errors import BackendError
from m2lsp.core.feature import Answer, Proposal, Refusal
from m2lsp.threads import replay


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


def test_the_rounds_are_limited_and_the_last_is_announced(tmp_path: Path):
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


def test_an_edit_in_the_last_round_counts_though_its_check_is_not_answered(tmp_path: Path):
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


def test_where_the_row_has_no_tools_none_are_declared(tmp_path: Path):
    endpoint = {"provider": "vllm-append-think", "model": "MiniMax-M2.1"}
    with acting(tmp_path, {"endpoint": endpoint}) as stage:
        stage.backend.queue(vllm_chat(GOOD))
        assert isinstance(edit(stage), Proposal)
        assert b"check_edit" not in stage.backend.requests[0].body


def test_where_no_file_may_be_read_only_the_check_is_declared(tmp_path: Path):
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


def test_a_turn_with_calls_is_not_sent_where_no_tools_are_declared(stage: Stage):
    stage.backend.queue(vllm_chat(GOOD, tools=[CHECK]), vllm_chat("It sets x."), vllm_chat("It does."))
    edit(stage)
    explain(stage)
    stage.settings = {"endpoint": {"provider": "generic", "model": "MiniMax-M2.1"}}
    explain(stage)
    assert [m["role"] for m in sent(stage, 1)] == ["system", "user", "assistant", "tool", "user"]
    assert [m["role"] for m in sent(stage, 2)] == ["system", "user", "assistant", "user"]


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


def test_rounds_that_were_answered_before_the_endpoint_failed_keep_their_thinking(stage: Stage):
    looking = vllm_chat(reasoning="I should look.", tools=[call("read_file", {"path": "case.py"})])
    stage.backend.queue(looking, openai_error(401, "no"))
    with pytest.raises(BackendError):
        explain(stage)
    (turn,) = kept(stage)
    assert turn.outcome == "failed"
    assert [m.reasoning for m in turn.messages] == ["", "I should look."]
    assert replay((turn,), 10_000, len) == ()
