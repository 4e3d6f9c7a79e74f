"""One user turn over real HTTP: what is sent, what is kept, what the user gets."""

import asyncio
from pathlib import Path

import pytest
from acting import Stage, acting
from scripted import CHAT, Cut, event, openai_error, stream, vllm_chat, wait

from m2lsp.app.actions import User, perform
from m2lsp.core.chat import Role
from m2lsp.core.errors import BackendGarbled, BackendUnreachable
from m2lsp.core.feature import Answer, Proposal, Refusal
from m2lsp.core.thread import Turn

BROKEN = "```python\nx = (1\n```"
GOOD = "```python\nx = 2\n```"
THOUGHTS = " \n Two   spaces,\ta tab, 😀, \u2028 and \\n stay.\n\n"
ROLES = ["system", "user", "assistant", "user"]


def ask(stage: Stage, fixture: str = "«x = 1»\ny = 2\n") -> Proposal | Answer | Refusal:
    return stage.act("rewrite", stage.request(fixture, instruction="set x to 2"))


def kept(stage: Stage) -> tuple[Turn, ...]:
    return stage.turns(stage.request("ˇ").document.uri)


def test_an_edit_that_fails_its_check_goes_back_once_with_the_reason(stage: Stage):
    stage.backend.queue(vllm_chat(BROKEN, reasoning=THOUGHTS), vllm_chat(GOOD))
    outcome = ask(stage)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == "x = 2\ny = 2\n"
    first, second = (request.json["messages"] for request in stage.backend.requests)
    assert [m["role"] for m in second] == ROLES
    assert second[:2] == first
    assert second[2] == {"role": "assistant", "content": BROKEN, "reasoning": THOUGHTS}
    assert "syntax error" in second[3]["content"]


def test_after_the_second_failure_the_user_is_told_and_nothing_more_is_asked(stage: Stage):
    stage.backend.default(vllm_chat(BROKEN))
    outcome = ask(stage)
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "syntax"
    assert "syntax error" in outcome.sentence
    assert len(stage.backend.requests) == 2
    assert "```" not in outcome.sentence


@pytest.mark.parametrize(
    ("reply", "reason", "asked"),
    [
        (vllm_chat(reasoning="hm", finish="length"), "only thinking", 1),
        (vllm_chat(reasoning="hm"), "empty", 2),  # a call may have been swallowed, so it is asked again
        (vllm_chat(), "empty", 2),
        (vllm_chat("  \n"), "empty", 2),
        (vllm_chat("```python\nx = 2", reasoning="hm", finish="length"), "cut off", 1),
        (vllm_chat(GOOD, reasoning="hm", finish="length"), "cut off", 1),
        (vllm_chat(GOOD, reasoning="hm", finish="content_filter"), "filtered", 1),
        (vllm_chat(reasoning="hm", finish="content_filter"), "filtered", 1),
        (vllm_chat("```python\nx = 1\n```"), "unchanged", 2),
        (vllm_chat("```python\nx = 2\n# ... rest of the code unchanged ...\n```"), "placeholder", 2),
        (vllm_chat("I would rather not."), "no fence", 2),
        (vllm_chat(f"{GOOD}\n{GOOD}"), "several fences", 2),
        (vllm_chat("```python\n\n```"), "empty", 2),
        (vllm_chat("```python\nx = 'M2LSP_SECRET_0123456789ab'\n```"), "masked", 2),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_edit_is_refused_in_a_sentence_and_kept_under_its_reason(
    stage: Stage, reply, reason, asked
):
    stage.backend.default(reply)
    outcome = ask(stage)
    assert isinstance(outcome, Refusal)
    assert outcome.reason == reason
    assert outcome.sentence.endswith(".")
    assert len(stage.backend.requests) == asked
    (turn,) = kept(stage)
    assert turn.outcome == reason


def test_a_turn_is_kept_whole_and_byte_for_byte(stage: Stage):
    stage.backend.queue(vllm_chat(BROKEN, reasoning=THOUGHTS, model="M"), vllm_chat(GOOD, reasoning="so"))
    ask(stage)
    (turn,) = kept(stage)
    assert [m.role for m in turn.messages] == [Role.USER, Role.ASSISTANT, Role.USER, Role.ASSISTANT]
    assert [m.reasoning for m in turn.messages] == ["", THOUGHTS, "", "so"]
    assert [m.content for m in turn.messages[1::2]] == [BROKEN, GOOD]
    sent = stage.backend.requests[1].json["messages"]
    assert [m.content for m in turn.messages[:3]] == [m["content"] for m in sent[1:]]
    assert (turn.feature, turn.outcome, turn.document_version) == ("rewrite", "edit", 7)
    assert (turn.usage.prompt, turn.usage.cached) == (200, 128)
    assert turn.model == "MiniMax-M2.1"  # the one that answered last
    assert stage.backend.root.removeprefix("http://") in turn.endpoint


def test_the_answer_is_what_the_model_said(stage: Stage):
    stage.backend.queue(vllm_chat("It sets `x`.", reasoning="easy"))
    assert stage.act("explain", stage.request("«x = 1»\n")) == Answer("It sets `x`.")
    (turn,) = kept(stage)
    assert turn.outcome == "answer"


def test_earlier_turns_are_sent_next_time_thinking_and_all(stage: Stage):
    stage.backend.queue(vllm_chat("It sets x.", reasoning=THOUGHTS), vllm_chat(GOOD))
    stage.act("explain", stage.request("«x = 1»\n"))
    ask(stage)
    first, second = (request.json["messages"] for request in stage.backend.requests)
    assert [m["role"] for m in second] == ROLES
    assert second[:2] == first
    assert second[2] == {"role": "assistant", "content": "It sets x.", "reasoning": THOUGHTS}


def test_a_turn_that_came_to_nothing_is_not_sent_again(stage: Stage):
    stage.backend.queue(vllm_chat(), vllm_chat(), vllm_chat(GOOD))
    ask(stage)
    ask(stage)
    assert [m["role"] for m in stage.backend.requests[2].json["messages"]] == ["system", "user"]


def test_a_turn_in_which_the_model_spelled_a_control_token_is_not_sent_again(stage: Stage):
    stage.backend.queue(vllm_chat("Then comes </think>.", reasoning="hm"), vllm_chat(GOOD))
    assert stage.act("explain", stage.request("«x = 1»\n")) == Answer("Then comes </think>.")
    ask(stage)
    assert [m["role"] for m in stage.backend.requests[1].json["messages"]] == ["system", "user"]


def test_a_failed_edit_that_spells_a_control_token_does_not_go_back(stage: Stage):
    stage.backend.queue(vllm_chat("```python\nx = ('[e~['\n```"))
    assert isinstance(ask(stage), Refusal)
    assert len(stage.backend.requests) == 1


def test_markers_and_keys_in_the_code_are_covered_on_the_way_out_and_back_in_the_edit(tmp_path: Path):
    key = "ghp_0123456789abcdefghijABCDEFGHIJ456789"
    code = f'«TAGS = "<think>]~b]~b]</think>"\nTOKEN = "{key}"\n»'
    seen: list[str] = []

    def reply(request):
        text = request.json["messages"][-1]["content"]
        seen.append(text)
        code = text.split("```python\n", 1)[1].split("\n```", 1)[0]
        return vllm_chat(f"```python\n{code}\nMORE = 1\n```")

    with acting(tmp_path, {"endpoint": {"provider": "generic", "model": "MiniMax-M2.1"}}) as stage:
        stage.backend.default(reply, path=CHAT)
        outcome = ask(stage, code)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == f'TAGS = "<think>]~b]~b]</think>"\nTOKEN = "{key}"\nMORE = 1\n'
    assert key not in seen[0]
    assert "<think>" not in seen[0]


def test_why_an_edit_failed_is_covered_too(stage: Stage):
    key = "ghp_0123456789abcdefghijABCDEFGHIJ456789"

    def reply(request):
        masked = next(w for w in request.json["messages"][1]["content"].split('"') if "M2LSP_SECRET" in w)
        return vllm_chat(f'```python\n# ... rest unchanged "{masked}" ...\n```')

    stage.backend.default(reply, path=CHAT)
    assert isinstance(ask(stage, f'«TOKEN = "{key}"»\n'), Refusal)
    assert len(stage.backend.requests) == 2
    assert not [r for r in stage.backend.requests if key.encode() in r.body]


@pytest.mark.parametrize(
    ("steps", "error"),
    [
        ([event({"choices": [{"index": 0, "delta": {"content": "```py"}}]}), Cut()], BackendGarbled),
        (
            [
                event({"choices": [{"index": 0, "delta": {"content": "```py"}}]}),
                event({"error": {"message": "engine died", "code": 500}}),
            ],
            BackendUnreachable,
        ),
    ],
    ids=["cut", "in band"],
)
def test_an_error_in_mid_stream_changes_nothing_and_keeps_what_came(stage: Stage, steps, error):
    thought = event({"choices": [{"index": 0, "delta": {"reasoning": THOUGHTS}}]})
    stage.backend.queue(stream(CHAT, [thought, *steps], done=False))
    with pytest.raises(error):
        ask(stage)
    (turn,) = kept(stage)
    assert turn.outcome == "failed"
    assert [m.role.value for m in turn.messages] == ["user", "assistant"]
    assert (turn.messages[-1].reasoning, turn.messages[-1].content) == (THOUGHTS, "```py")
    stage.backend.queue(vllm_chat(GOOD))
    ask(stage)
    assert THOUGHTS.encode() not in stage.backend.requests[-1].body  # it is never sent again


def test_an_error_in_the_midst_of_the_second_answer_keeps_both(stage: Stage):
    begun = event({"choices": [{"index": 0, "delta": {"reasoning": "hm", "content": "```py"}}]})
    stage.backend.queue(vllm_chat(BROKEN), stream(CHAT, [begun, Cut()], done=False))
    with pytest.raises(BackendGarbled):
        ask(stage)
    (turn,) = kept(stage)
    assert [m.content for m in turn.messages[1::2]] == [BROKEN, "```py"]


def test_an_error_before_the_first_word_keeps_nothing(stage: Stage):
    stage.backend.default(openai_error(500, "no"))
    with pytest.raises(BackendUnreachable):
        ask(stage)
    assert kept(stage) == ()


def test_an_error_at_the_second_request_keeps_what_the_first_one_brought(stage: Stage):
    stage.backend.queue(vllm_chat(BROKEN), openai_error(500, "no"))
    with pytest.raises(BackendUnreachable):
        ask(stage)
    (turn,) = kept(stage)
    assert turn.outcome == "failed"
    assert turn.messages[-1].content == BROKEN


def test_a_cancel_in_mid_stream_closes_the_connection_and_keeps_nothing(stage: Stage):
    stage.backend.queue(vllm_chat(GOOD, reasoning="long", after=wait("never")))
    request = stage.request("«x = 1»\n", instruction="set x to 2")
    writing = asyncio.Event()

    async def cancelled(services) -> None:
        def say(line: str) -> None:
            if line.startswith(("thinking", "writing")):
                writing.set()

        async def nobody(_: str) -> None:
            return None

        task = asyncio.create_task(perform("rewrite", request, services, User(say, nobody)))
        await writing.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(stage.backend.wait_for_abort, 1)

    stage.run(cancelled)
    assert kept(stage) == ()


def test_without_threads_nothing_is_kept_and_nothing_earlier_is_sent(tmp_path):
    with acting(tmp_path, {"threads": {"enabled": False}}) as stage:
        stage.backend.default(vllm_chat("It sets x."))
        for _ in range(2):
            stage.act("explain", stage.request("«x = 1»\n"))
        assert kept(stage) == ()
        assert [len(r.json["messages"]) for r in stage.backend.requests] == [2, 2]
