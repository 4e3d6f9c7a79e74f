"""A prompt longer than the model's context: shown less once, and then the user is told."""

import pytest
from acting import Stage
from scripted import CHAT, COMPLETIONS, Request, Script, openai_error, vllm_chat, vllm_completion

from m2lsp.core.errors import ContextOverflow
from m2lsp.core.feature import Answer, Proposal, Suggestion

GOOD = "```python\nx = 2\n```"
AROUND = "".join(f"value_{n} = {n}\n" for n in range(2000))
TOLD = (
    "This model's maximum context length is 4096 tokens. However, you requested 2000 output tokens and your "
    "prompt contains at least 5000 input tokens, for a total of at least 7000 tokens. Please reduce "
    "the length of the input prompt or the number of requested output tokens."
)
UNTOLD = "The prompt is too long."


def refused(said: str = UNTOLD) -> Script:
    return openai_error(400, said, path=CHAT)


def edit(stage: Stage) -> object:
    return stage.act("rewrite", stage.request(f"{AROUND}«x = 1»\n{AROUND}", instruction="set x to 2"))


@pytest.mark.parametrize("said", [TOLD, UNTOLD])
def test_an_action_that_does_not_fit_is_asked_again_with_less_of_the_code(stage: Stage, said: str):
    stage.backend.queue(refused(said), vllm_chat(GOOD))
    outcome = edit(stage)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == f"{AROUND}x = 2\n{AROUND}"
    first, second = (request.text for request in stage.backend.requests)
    assert len(second) < 0.7 * len(first)
    assert "x = 1" in second


def test_the_limit_that_the_endpoint_tells_is_kept_to(stage: Stage):
    stage.backend.queue(refused(TOLD), vllm_chat(GOOD))
    edit(stage)
    second = stage.backend.requests[1].json
    assert second["max_tokens"] <= 4096 // 4
    assert len(second["messages"][1]["content"]) / 3.3 < 4096 // 2 + 300


def test_a_second_time_the_user_is_told_and_nothing_is_kept(stage: Stage):
    stage.backend.default(refused(UNTOLD))
    with pytest.raises(ContextOverflow, match="select less"):
        edit(stage)
    assert len(stage.backend.requests) == 2
    assert stage.turns(stage.request("ˇ").document.uri) == ()


def test_in_a_tool_loop_earlier_turns_are_left_out_and_the_turn_is_sent_whole(stage: Stage):
    looking = vllm_chat("I look.", tools=[("c1", "read_file", '{"path": "case.py"}')])
    stage.backend.queue(vllm_chat("Earlier."), looking, refused(), vllm_chat("It sets x."))
    stage.act("explain", stage.request("«x = 1»\n"))
    assert stage.act("explain", stage.request("«x = 1»\n")) == Answer("It sets x.")
    before, after = (request.json["messages"] for request in stage.backend.requests[2:])
    assert [m["role"] for m in before] == ["system", "user", "assistant", "user", "assistant", "tool"]
    assert after == [before[0], *before[3:]]


def test_what_a_tool_reads_is_cut_to_the_room_that_is_left(stage: Stage):
    (stage.folder / "long.py").write_text("value = 1  # and some more words here\n" * 390)
    calls = [(f"c{n}", "read_file", f'{{"path": "long.py", "first": {n}}}') for n in (1, 2, 3, 4, 5)]
    told = refused(TOLD.replace("4096", "16384"))
    stage.backend.queue(told, vllm_chat("I look.", tools=calls), vllm_chat("It sets x."))
    outcome = stage.act("explain", stage.request(f"{AROUND}«x = 1»\n{AROUND}"))
    assert outcome == Answer("It sets x.")
    *whole, cut, none = [m["content"] for m in stage.backend.requests[2].json["messages"][-5:]]
    assert all(result.endswith("```") for result in whole)
    assert cut.startswith("long.py, lines 4 to")
    assert cut.endswith("[the rest was left out: there is no room for it]")
    assert none.strip() == "[the rest was left out: there is no room for it]"


def test_in_a_small_context_the_model_is_given_the_check_alone(stage: Stage):
    stage.backend.queue(refused(TOLD), vllm_chat(GOOD))
    edit(stage)
    first, second = ([t["function"]["name"] for t in r.json["tools"]] for r in stage.backend.requests)
    assert "read_file" in first
    assert second == ["check_edit"]


def test_ghost_text_that_does_not_fit_is_asked_for_again_with_less_of_the_code(stage: Stage):
    def answer(request: Request) -> Script:
        if len(stage.backend.requests) == 1:
            return openai_error(400, UNTOLD)
        return vllm_completion("1\n")

    stage.backend.default(answer, path=COMPLETIONS)
    found = stage.suggest(stage.request(f"{AROUND}x = ˇ\n{AROUND}"))
    assert isinstance(found, Suggestion)
    first, second = (request.text for request in stage.backend.requests)
    assert len(second) < 0.7 * len(first)
    assert "x = " in second


def test_ghost_text_is_asked_for_twice_at_most(stage: Stage):
    stage.backend.default(openai_error(400, UNTOLD, path=COMPLETIONS))
    with pytest.raises(ContextOverflow):
        stage.suggest(stage.request(f"{AROUND}x = ˇ\n{AROUND}"))
    assert len(stage.backend.requests) == 2
