"""Where the actions beyond the first ones are offered, and what they refuse."""

from dataclasses import replace

import pytest
from acting import Stage
from scripted import vllm_chat

from m2lsp import features
from m2lsp.core.feature import Diagnostic, Proposal, Refusal
from m2lsp.core.text import Span

STUBS = {
    "python, bare": ("def fˇ(x):\n    pass\n", "python", ["Implement f"]),
    "python, an ellipsis": ("def fˇ(x):\n    ...\n", "python", ["Implement f"]),
    "python, raised": ("def fˇ(x):\n    raise NotImplementedError\n", "python", ["Implement f"]),
    "python, a to-do": ("def fˇ(x):\n    # TODO: sum\n    return 0\n", "python", ["Implement f"]),
    "rust": ("fn fˇ() -> u8 {\n    todo!()\n}\n", "rust", ["Implement f"]),
    "go": ('func fˇ() {\n\tpanic("not implemented")\n}\n', "go", ["Implement f"]),
    "kotlin": ('fun fˇ(): Int = TODO("later")\n', "kotlin", ["Implement f"]),
    "what is written": ("def fˇ(x):\n    return x\n", "python", []),
    "a pass in the midst": (
        "def fˇ(x):\n    try:\n        x()\n    except E:\n        pass\n    return 1\n",
        "python",
        [],
    ),
    "a type of which nobody complains": ("class Cˇ:\n    x = 1\n", "python", []),
}


def titles(stage: Stage, name: str, fixture: str, language: str = "python", **more) -> list[str]:
    offers = features.load(name).offers(stage.request(fixture, language, **more))
    assert stage.backend.traffic == ()
    return [offer.title for offer in offers]


@pytest.mark.parametrize(("fixture", "language", "wanted"), STUBS.values(), ids=STUBS)
def test_stubs_are_offered_to_be_implemented(stage: Stage, fixture: str, language: str, wanted: list[str]):
    assert titles(stage, "implement", fixture, language) == wanted


def test_a_type_is_offered_where_a_diagnostic_says_what_it_lacks_and_the_model_is_told(stage: Stage):
    code = "class Aˇ(B):\n    x = 1\n"
    problem = Diagnostic(Span(6, 7), "Class A does not implement area")
    assert titles(stage, "implement", code, diagnostics=(problem,)) == ["Implement what A lacks"]
    stage.backend.queue(
        vllm_chat("```python\nclass A(B):\n    x = 1\n\n    def area(self):\n        return 1\n```")
    )
    outcome = stage.act("implement", stage.request(code, diagnostics=(problem,)))
    assert isinstance(outcome, Proposal)
    assert "- Class A does not implement area" in stage.backend.requests[0].text


@pytest.mark.parametrize(
    ("fixture", "wanted"),
    [
        ("def f(x):\n    «y = x + 1»\n    return y\n", ["Extract into a function"]),
        ("def f(x):\n«    y = x + 1\n»    return y\n", ["Extract into a function"]),
        ("def f(x):\n    y = x + 1ˇ\n", []),
        ("def f(x):\n    «   »\n", []),
        ("«y = x + 1»\n", []),
        ("«def f(x):\n    return x\n»", []),
        ("def f(x):\n    «return x\n\ny = 1»\n", []),
    ],
)
def test_code_in_a_function_is_offered_to_be_extracted(stage: Stage, fixture: str, wanted: list[str]):
    assert titles(stage, "extract_function", fixture) == wanted


def test_a_reply_that_brings_no_function_goes_back_and_is_then_refused(stage: Stage):
    stage.backend.default(vllm_chat("```python\ndef f(x):\n    return x + 1\n```"))
    outcome = stage.act("extract_function", stage.request("def f(x):\n    «y = x + 1»\n    return y\n"))
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "no function"
    assert "brings no function" in stage.backend.requests[1].text


def test_all_of_a_kind_are_offered_once_and_the_file_from_the_first_to_the_last_is_shown(stage: Stage):
    code = "a = bˇ\nz = 0\nc = d\n"
    found = tuple(Diagnostic(Span(n, n + 1), f"'{code[n + 1]}' is not defined") for n in (4, 17))
    found += (Diagnostic(Span(0, 1), "unused"),)
    request = stage.request("a = bˇ\nz = 0\nc = d\n")
    (offer,) = features.load("fix_all").offers(replace(request, diagnostics=found))
    assert offer.title.startswith("Fix all 2: ")
    assert offer.request.diagnostics == found[:2]
    stage.backend.queue(vllm_chat("```python\na = 1\nz = 0\nc = 1\n```"))
    outcome = stage.act("fix_all", offer.request)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == "a = 1\nz = 0\nc = 1\n"
    assert "unused" not in stage.backend.requests[0].json["messages"][-1]["content"].split("Fix these")[1]
