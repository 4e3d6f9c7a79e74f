"""Tests in a new file: where it goes, and what may not become one."""

from pathlib import Path

import pytest
from acting import Stage
from scripted import vllm_chat

from m2lsp import features
from m2lsp.core.feature import NewFile, Outcome, Proposal, Refusal

CODE = "def ˇarea(w):\n    return w * w\n"
TESTS = "from case import area\n\n\ndef test_area():\n    assert area(2) == 4\n"


def written(stage: Stage, path: str, text: str = TESTS) -> Outcome:
    (stage.folder / "tests").mkdir(exist_ok=True)
    (stage.folder / "tests" / "test_other.py").write_text("def test_other():\n    assert True\n")
    (stage.folder / ".gitignore").write_text("built\n")
    (stage.folder.parent / "outside").mkdir(exist_ok=True)
    stage.backend.default(vllm_chat(f"{path}\n```python\n{text}```"))
    return stage.act("write_tests", stage.request(CODE))


def test_a_new_file_is_proposed_with_its_checks_and_the_model_was_told_where_tests_are(stage: Stage):
    outcome = written(stage, "tests/test_area.py")
    assert isinstance(outcome, Proposal)
    assert outcome.created == (NewFile(stage.folder / "tests" / "test_area.py", TESTS),)
    assert outcome.edits == ()
    assert "makes 1 new file" in outcome.checks
    assert "parses no worse than before (python)" in outcome.checks
    assert "tests/test_other.py" in stage.backend.requests[0].text
    assert not (stage.folder / "tests" / "test_area.py").exists()


REFUSED = {
    "outside the workspace": "../outside/test_area.py",
    "ignored": "built/test_area.py",
    "secret": "tests/.env.py/../.env",
}


@pytest.mark.parametrize("path", REFUSED.values(), ids=REFUSED)
def test_no_file_is_made_where_none_may_be_read(stage: Stage, path: str):
    outcome = written(stage, path)
    assert isinstance(outcome, Refusal)


def test_a_new_file_that_does_not_parse_is_refused(stage: Stage):
    outcome = written(stage, "tests/test_area.py", "def test_area(:\n")
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "syntax"


@pytest.mark.parametrize(
    ("fixture", "wanted"), [(CODE, ["Write tests for area"]), ("x = ˇ1\n", []), ("import oˇs\n", [])]
)
def test_it_is_offered_on_what_can_be_tested(stage: Stage, fixture: str, wanted: list[str]):
    offers = features.load("write_tests").offers(stage.request(fixture))
    assert [offer.title for offer in offers] == wanted


def test_it_is_not_offered_in_a_file_of_tests(stage: Stage):
    from dataclasses import replace

    request = stage.request(CODE)
    document = replace(request.document, path=Path(stage.folder, "test_case.py"))
    assert features.load("write_tests").offers(replace(request, document=document)) == ()
