"""Ghost text by the settings and the rules of trust."""

import pytest
from acting import Stage, open_documents
from scripted import M2_IDS, detokenize, minimax_chat, vllm_completion

from m2lsp.app.ghost import wanted
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined, Drop
from m2lsp.core.feature import Diagnostic, Suggestion
from m2lsp.core.text import Span

# Patterns as in .gitignore, and whether they name src/case.py.
GLOBS = [
    ("*.py", True),
    ("case.py", True),
    ("/case.py", False),
    ("src/", True),
    ("src/*.py", True),
    ("/src/**", True),
    ("*.csv", False),
    ("rc/case.py", False),
    ("case", False),
]


def why_not(stage: Stage, path: str = "src/case.py", language: str = "python", **completion) -> str:
    stage.settings = {"completion": completion}
    file = stage.folder / path
    request = stage.request("xˇ")

    async def asked(services) -> Drop | None:
        document = Document(file.as_uri(), "x", language, 1, file)
        return wanted(type(request)(document, Span(1, 1), request.budget, folders=(stage.folder,)), services)

    drop = stage.run(asked)
    return drop.reason if drop else ""


@pytest.mark.parametrize(("glob", "named"), GLOBS)
def test_globs_name_files_as_gitignore_does(stage: Stage, glob: str, named: bool):
    assert why_not(stage, disabled_globs=[glob]) == ("file off" if named else "")


def test_a_later_pattern_may_let_a_file_in_again(stage: Stage):
    assert why_not(stage, disabled_globs=["*.py", "!case.py"]) == ""


def test_completion_can_be_off_and_off_for_a_language(stage: Stage):
    assert why_not(stage, enabled=False) == "off"
    assert why_not(stage, language="markdown", disabled_languages=["markdown"]) == "language off"
    assert why_not(stage, disabled_languages=["markdown"]) == ""


def test_what_is_not_wanted_asks_nothing_of_anybody(stage: Stage):
    stage.settings = {"completion": {"enabled": False}}
    assert isinstance(stage.suggest(stage.request("x = ˇ\n")), Drop)
    assert stage.backend.traffic == ()


def test_an_ignored_file_is_declined_before_anything_is_sent(stage: Stage):
    (stage.folder / ".gitignore").write_text("case.py\n")
    with pytest.raises(Declined, match="git ignores it"):
        stage.suggest(stage.request("x = ˇ\n"))
    assert stage.backend.traffic == ()


def test_no_ignored_file_is_shown_through_another_ones_request(stage: Stage):
    (stage.folder / ".gitignore").write_text("ignored.py\n")
    stage.backend.default(vllm_completion("1\n"))
    stage.suggest(stage.request("x = total_ˇ\n", open_documents=open_documents(stage)))
    assert "total_shown" in stage.backend.requests[0].text
    assert "total_ignored" not in stage.backend.requests[0].text


def test_a_model_that_cant_be_kept_from_thinking_is_asked_on_request_only(stage: Stage):
    stage.settings = {"endpoint": {"provider": "minimax"}}
    stage.backend.default(minimax_chat("```\n1\n```", reasoning="hm"))
    by_itself = stage.suggest(stage.request("x = ˇ\n", invoked=False))
    assert isinstance(by_itself, Drop)
    assert by_itself.reason == "thinks"
    assert stage.backend.requests == ()
    assert isinstance(stage.suggest(stage.request("x = ˇ\n")), Suggestion)


def test_a_file_full_of_markers_is_sent_as_ids_and_only_the_frame_has_control_tokens(stage: Stage):
    code = 'TAGS = "<think></think>]~b]~b][e~[<filename>"\n'
    stage.backend.default(vllm_completion("1\n"))
    assert isinstance(stage.suggest(stage.request(f"{code}x = ˇ\n")), Suggestion)
    ids = stage.backend.requests[0].json["prompt"]
    assert detokenize(ids).count(code) == 1
    controls = [i for i in ids if i >= 200_000]
    frame = ["]~!b[", "]~b]", "[e~[", "]~b]", "[e~[", "]~b]", "<think>", "</think>"]
    assert controls == [M2_IDS[marker] for marker in frame]


def test_a_key_is_masked_in_what_is_sent_and_whole_in_what_is_shown(stage: Stage):
    key = "ghp_0123456789abcdefghijABCDEFGHIJ456789"
    stage.backend.default(
        lambda request: vllm_completion(masked(request.json["prompt"]) + '"\n'), path="/v1/completions"
    )
    shown = stage.suggest(stage.request(f'a = "{key}"\nb = "ˇ\n'))
    assert isinstance(shown, Suggestion)
    assert shown.text == f'{key}"'
    assert key.encode() not in stage.backend.requests[0].body


def masked(prompt: str) -> str:
    at = prompt.index("M2LSP_SECRET_")
    return prompt[at : at + len("M2LSP_SECRET_") + 12]


@pytest.mark.parametrize("placeholder", ["M2LSP_SECRET_0123456789ab", "M2LSP_SECRET_0123"])
def test_a_placeholder_that_stands_for_nothing_is_not_shown(stage: Stage, placeholder: str):
    stage.backend.default(vllm_completion(f'{placeholder}"\n'))
    shown = stage.suggest(stage.request('b = "ˇ\n'))
    assert isinstance(shown, Drop)
    assert shown.reason == "masked"


def test_diagnostics_are_shown_to_the_model_unless_that_is_switched_off(stage: Stage):
    stage.backend.default(vllm_completion("1\n"))
    request = stage.request("x = ˇ\n", diagnostics=(Diagnostic(Span(0, 1), "x is odd"),))
    stage.suggest(request)
    stage.settings = {"context": {"diagnostics": False}}
    stage.suggest(request)
    assert ["x is odd" in r.text for r in stage.backend.requests] == [True, False]
