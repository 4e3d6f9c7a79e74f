"""Where rewrite's instruction comes from, and where it goes."""

import pytest
from acting import Stage
from scripted import vllm_chat

from m2lsp.core.feature import Proposal, Refusal
from m2lsp.features.rewrite import offers

COMMENTS = [
    ("python", "# m2: {}"),
    ("python", "#m2:{}"),
    ("rust", "// m2: {}"),
    ("rust", "/// m2: {}"),
    ("typescript", "/* m2: {} */"),
    ("typescript", "{{/* m2: {} */}}"),
    ("sql", "-- m2: {}"),
    ("lua", "--[[ m2: {} ]]"),
    ("html", "<!-- m2: {} -->"),
    ("lisp", ";; m2: {}"),
    ("tex", "% m2: {}"),
    ("ocaml", "(* m2: {} *)"),
]
NO_COMMENTS = [
    "m2: be brief",
    "    m2: be brief",
    "- m2: be brief",
    "{ m2: brief }",
    "(m2: Int)",
    "x = 1  # m2: no",
]


@pytest.mark.parametrize(("language", "comment"), COMMENTS, ids=lambda value: value)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_a_comment_of_any_language_says_what_to_do(stage: Stage, language: str, comment: str, eol: str):
    text = f"  {comment.format('use a sum')}{eol}«  x{eol}»"
    (offer,) = offers(stage.request(text, language))
    assert offer.title == "Rewrite: use a sum"
    assert offer.request.span.start == 0


@pytest.mark.parametrize("line", NO_COMMENTS)
def test_what_is_no_comment_is_no_instruction(stage: Stage, line: str):
    assert offers(stage.request(f"\n«{line}\n»")) == ()


def test_the_comment_goes_even_if_the_model_leaves_it(stage: Stage):
    stage.backend.queue(vllm_chat("```python\n# m2: use 2\nx = 2\n```"))
    outcome = stage.act("rewrite", stage.request("# m2: use 2\n«x = 1\n»y = 1\n"))
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == "x = 2\ny = 1\n"
    asked = stage.backend.requests[0].text
    assert "Rewrite the part in question as follows: use 2 Remove every comment" in asked


def test_comments_that_follow_each_other_are_one_instruction(stage: Stage):
    (offer,) = offers(stage.request("# m2: use a sum,\n# m2: and be brief\n«x = 1\n»"))
    assert offer.title == "Rewrite: use a sum, and be brief"
    assert offer.request.span.start == 0


@pytest.mark.parametrize(
    ("code", "about"),
    [
        ("# m2: be ˇbrief\ndef f():\n    return 1\nx = 1\n", "# m2: be brief\ndef f():\n    return 1\n"),
        ("# m2: be ˇbrief\n\nx = 1\ny = 1\n", "# m2: be brief\n\nx = 1\n"),
        ("# m2: be ˇbrief\n", "# m2: be brief\n"),
    ],
)
def test_a_cursor_in_the_comment_means_the_code_below_it(stage: Stage, code: str, about: str):
    (offer,) = offers(stage.request(code))
    assert offer.request.span.of(offer.request.document.text) == about


def test_what_was_offered_is_what_is_rewritten(stage: Stage):
    stage.backend.queue(vllm_chat("```python\ndef f():\n    return 2\n```"))
    (offer,) = offers(stage.request("x = 1\n\n# m2: use ˇ2\ndef f():\n    return 1\n"))
    outcome = stage.act("rewrite", offer.request)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == "x = 1\n\ndef f():\n    return 2\n"


def test_the_user_is_asked_if_nothing_says_what_to_do(stage: Stage):
    stage.backend.queue(vllm_chat("```python\nx = 2\n```"))
    questions: list[str] = []

    async def ask(question: str) -> str:
        questions.append(question)
        return "use 2"

    assert isinstance(stage.act("rewrite", stage.request("«x = 1»\n"), ask), Proposal)
    assert questions == ["How should it be rewritten?"]
    assert "as follows: use 2" in stage.backend.requests[0].text


def test_without_an_instruction_nothing_is_asked_of_the_model(stage: Stage):
    outcome = stage.act("rewrite", stage.request("«x = 1»\n"))
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "no instruction"
    assert stage.backend.requests == ()


def test_an_instruction_of_the_request_is_over_the_comments(stage: Stage):
    stage.backend.queue(vllm_chat("```python\nx = 3\n```"))
    request = stage.request("«# m2: use 2\nx = 1\n»", instruction="use 3")
    assert isinstance(stage.act("rewrite", request), Proposal)
    assert "as follows: use 3 Remove" in stage.backend.requests[0].text


def test_a_long_instruction_is_cut_in_the_menu_and_nowhere_else(stage: Stage):
    long = "use " + "very " * 30 + "short names"
    (offer,) = offers(stage.request(f"# m2: {long}\n«x = 1\n»"))
    assert len(offer.title) <= len("Rewrite: ") + 60
    assert offer.title.endswith("…")
