"""A file that spells the model's own markers: the text stays text, and nothing of the answer is eaten."""

import json
from pathlib import Path

import pytest
from acting import Stage, acting
from scripted import (
    CHAT,
    COMPLETIONS,
    M2_IDS,
    Request,
    Script,
    detokenize,
    openai_error,
    vllm_chat,
    vllm_completion,
)

from m2lsp.core.feature import Answer, Proposal, Refusal

CODE = 'TAGS = "<think>]~b]~b]</think>[e~["\nCALL = "<invoke name="\n'
EDITED = CODE + "MORE = '</think>'\n"
FRAME = [M2_IDS[m] for m in ("]~!b[", "]~b]", "[e~[", "]~b]", "[e~[", "]~b]", "<think>")]


def edit(stage: Stage, code: str = CODE) -> Proposal | Answer | Refusal:
    return stage.act("rewrite", stage.request(f"«{code}»", instruction="add MORE"))


def reply(code: str = EDITED, thinking: str = "I add it.") -> str:
    return f"{thinking}\n</think>\n\n```python\n{code}```\n"


def test_it_goes_in_our_own_rendering_as_ids_and_only_the_frame_has_control_tokens(stage: Stage):
    stage.backend.queue(vllm_completion(reply()))
    outcome = edit(stage)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == EDITED
    (request,) = stage.backend.requests
    assert request.path == COMPLETIONS
    ids = request.json["prompt"]
    assert [i for i in ids if i >= 200_000] == FRAME
    assert CODE in detokenize(ids)
    assert "tools" not in request.json


def test_its_thinking_stays_apart_and_is_kept_with_the_turn(stage: Stage):
    stage.backend.queue(vllm_completion(reply(thinking=" hm\t")))
    edit(stage)
    (turn,) = stage.turns(stage.request("ˇ").document.uri)
    assert turn.outcome == "edit"
    assert turn.messages[1].reasoning == " hm\t\n"
    assert EDITED in turn.messages[1].content


def test_an_edit_that_fails_is_asked_for_again_with_the_whole_question(stage: Stage):
    stage.backend.queue(vllm_completion(reply("TAGS = (\n")), vllm_completion(reply()))
    assert isinstance(edit(stage), Proposal)
    first, second = (detokenize(request.json["prompt"]) for request in stage.backend.requests)
    question = first[first.index("The document is") : first.rindex("[e~[")]
    assert question in second
    assert "That can't be applied" in second[second.index(question) :]
    assert [i for i in stage.backend.requests[1].json["prompt"] if i >= 200_000] == FRAME


def test_a_question_about_it_is_answered_with_the_markers_whole(stage: Stage):
    stage.backend.queue(vllm_completion("Easy.\n</think>\n\nThere is no `</think>` after `[e~[`."))
    outcome = stage.act("explain", stage.request(f"«{CODE}»"))
    assert isinstance(outcome, Answer)
    assert outcome.text.strip() == "There is no `</think>` after `[e~[`."


def test_one_anywhere_in_the_document_counts_since_tools_could_show_it(stage: Stage):
    stage.backend.queue(vllm_completion(reply("x = 2\n")))
    far = "x = 1\n" + "y = 1\n" * 5000 + "END = '</think>'\n"
    request = stage.request("«x = 1\n»" + far[6:], instruction="set x to 2")
    assert isinstance(stage.act("rewrite", request), Proposal)
    assert stage.backend.requests[0].path == COMPLETIONS


def test_where_only_thinking_came_that_is_said(stage: Stage):
    stage.backend.queue(vllm_completion("on and on", finish="length"))
    outcome = edit(stage)
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "only thinking"


def added(request: Request) -> Script:
    """The code that was asked about, with a line more."""
    text = request.json["messages"][-1]["content"]
    code = text.split("```python\n", 1)[1].split("\n```", 1)[0]
    return vllm_chat(f"```python\n{code}\nMORE = 1\n```")


@pytest.mark.parametrize("provider", ["minimax", "openrouter", "generic"])
def test_elsewhere_the_markers_are_broken_up_and_no_tools_declared(tmp_path: Path, provider: str):
    with acting(tmp_path, {"endpoint": {"provider": provider, "model": "MiniMax-M2.1"}}) as stage:
        stage.backend.default(added, path=CHAT)
        outcome = edit(stage)
        assert isinstance(outcome, Proposal)
        assert outcome.edit.after == CODE + "MORE = 1\n"
        (request,) = stage.backend.requests
    assert "tools" not in request.json
    sent = json.dumps(request.json, ensure_ascii=False)
    assert not [marker for marker in M2_IDS if marker in sent]


def test_where_raw_completions_are_refused_and_a_parser_eats_the_user_is_told(stage: Stage):
    warned: list[str] = []
    stage.backend.default(openai_error(404, "not found"), path=COMPLETIONS)
    stage.backend.default(added, path=CHAT)
    outcome = stage.act("rewrite", stage.request(f"«{CODE}»", instruction="add MORE"), warn=warned.append)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == CODE + "MORE = 1\n"
    sent = json.dumps(stage.backend.requests[-1].json, ensure_ascii=False)
    assert not [marker for marker in (*M2_IDS, "<invoke name=") if marker in sent]
    assert len(warned) == 1
    assert warned[0].endswith("Look whether all is there before you keep it.")


def test_a_file_without_markers_warns_of_nothing_and_has_its_tools(stage: Stage):
    warned: list[str] = []
    stage.backend.queue(vllm_chat("```python\nx = 2\n```"))
    stage.act("rewrite", stage.request("«x = 1\n»", instruction="set x to 2"), warn=warned.append)
    assert stage.backend.requests[0].json["tools"]
    assert not warned
