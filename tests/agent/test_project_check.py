"""The project's own check inside a turn: what it finds goes back to the model, and what comes of that."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import Stage, acting
from scripted import vllm_chat
from toolcalls import CHECK, GOOD, THOUGHTS, edit, results, sent

from m2lsp.core.feature import Proposal

WORSE = "```python\nx = bad + bad\n```"
BAD = "```python\nx = bad\n```"
# Finds fault with every "bad" in the file at hand.
PROGRAM = """
import pathlib, sys
words = pathlib.Path("case.py").read_text().split()
for word in words:
    if word == "bad":
        print("case.py:1:5: error: bad is not defined")
sys.exit("bad" in words)
"""


@pytest.fixture(params=[2])
def stage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    command = f"'{sys.executable}' program.txt"
    folder = str(tmp_path / "workspace")
    checks = {"trusted": [folder], "commands": {"python": command}, "rounds": request.param}
    with acting(tmp_path, {"checks": checks}) as ready:
        (ready.folder / "program.txt").write_text(PROGRAM)
        yield ready


def test_what_the_check_finds_is_the_result_of_the_call_with_the_thinking_before_it(stage: Stage):
    stage.backend.queue(
        vllm_chat(BAD, reasoning=THOUGHTS, tools=[CHECK]),
        vllm_chat(GOOD, reasoning="oh", tools=[("c2", "check_edit", "{}")]),
    )
    outcome = edit(stage)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == "x = 2\ny = 2\n"
    assert any(check.startswith("passes ") for check in outcome.checks)
    first, second = sent(stage, 0), sent(stage, 1)
    assert [m["role"] for m in second[len(first) :]] == ["assistant", "tool"]
    assert second[-2]["reasoning"] == THOUGHTS
    assert "case.py:1:5: error: bad is not defined" in second[-1]["content"]


def test_an_edit_that_the_model_does_not_have_checked_is_checked_all_the_same(stage: Stage):
    stage.backend.queue(vllm_chat(BAD, reasoning=THOUGHTS), vllm_chat(GOOD))
    outcome = edit(stage)
    assert isinstance(outcome, Proposal)
    assert outcome.failed == ()
    last = sent(stage, 1)[-1]
    assert (last["role"], sent(stage, 1)[-2]["reasoning"]) == ("user", THOUGHTS)
    assert "bad is not defined" in last["content"]


@pytest.mark.parametrize("stage", [0, 1, 2], indirect=True)
def test_after_the_set_rounds_the_edit_with_the_fewest_findings_is_offered_and_they_are_said(stage: Stage):
    rounds = stage.settings["checks"]["rounds"]
    tries = [WORSE, BAD, WORSE.replace("+", "-")] if rounds else [BAD]
    stage.backend.queue(
        *(vllm_chat(t, tools=[(f"c{n}", "check_edit", "{}")]) for n, t in enumerate(tries[: rounds + 1]))
    )
    outcome = edit(stage)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == "x = bad\ny = 2\n"
    assert outcome.failed == ("case.py:1:5: error: bad is not defined",)
    assert outcome.warning.endswith("case.py:1:5: error: bad is not defined")
    assert len(stage.backend.requests) == rounds + 1


def test_in_a_folder_that_is_not_trusted_nothing_is_run(tmp_path: Path):
    command = f"'{sys.executable}' program.txt"
    with acting(tmp_path, {"checks": {"commands": {"python": command}}}) as stage:
        (stage.folder / "program.txt").write_text(PROGRAM)
        stage.backend.queue(vllm_chat(BAD, tools=[CHECK]))
        outcome = edit(stage)
    assert isinstance(outcome, Proposal)
    assert (outcome.edit.after, outcome.failed) == ("x = bad\ny = 2\n", ())


def test_a_check_that_can_not_be_run_is_said_and_refuses_nothing(tmp_path: Path):
    checks = {"trusted": [str(tmp_path)], "commands": {"python": "no-such-program"}}
    with acting(tmp_path, {"checks": checks}) as stage:
        stage.backend.queue(vllm_chat(BAD, tools=[CHECK]))
        outcome = edit(stage)
        assert results(stage, 0) == []
    assert isinstance(outcome, Proposal)
    assert any("no-such-program can't be started" in check for check in outcome.checks)


def test_a_text_that_does_not_parse_is_refused_before_anything_is_run(stage: Stage):
    ran = "import sys; sys.exit('case.py:1: error: was run' if '(1' in open('case.py').read() else 0)"
    (stage.folder / "program.txt").write_text(ran)
    broken = "```python\nx = (1\n```"
    stage.backend.queue(vllm_chat(broken, tools=[CHECK]), vllm_chat(GOOD, tools=[("c2", "check_edit", "{}")]))
    assert isinstance(edit(stage), Proposal)
    (result,) = results(stage, 1)
    assert "syntax error" in result
    assert "was run" not in result
