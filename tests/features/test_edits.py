"""Actions on files of every make: the edit touches what was asked and nothing else."""

import pytest
from acting import Stage
from scripted import vllm_chat

from m2lsp.core.feature import Diagnostic, Proposal, Refusal

FILES = {
    "line ends of Windows": ("x = 1\r\n«y = 1\r\n»z = 1\r\n", "y = 2", "x = 1\r\ny = 2\r\nz = 1\r\n"),
    "no final newline": ("x = 1\n«y = 1»", "y = 2", "x = 1\ny = 2"),
    "characters beyond ASCII": ("a = 'é'\n«b = '𝄞'»\n", "b = '🎼'", "a = 'é'\nb = '🎼'\n"),
    "a byte order mark": ("\ufeffx = 1\n«y = 1»\n", "y = 2", "\ufeffx = 1\ny = 2\n"),
    "a cursor at the end": ("x = 1\ny = 1ˇ", "y = 2", "x = 1\ny = 2"),
    "indentation": ("if x:\n«    y = 1\n»    z = 1\n", "y = 2", "if x:\n    y = 2\n    z = 1\n"),
}


@pytest.mark.parametrize(("fixture", "reply", "after"), FILES.values(), ids=FILES)
def test_a_rewrite_keeps_all_that_it_was_not_asked_about(stage: Stage, fixture: str, reply: str, after: str):
    stage.backend.queue(vllm_chat(f"Here:\n```python\n{reply}\n```\n"))
    outcome = stage.act("rewrite", stage.request(fixture, instruction="use 2"))
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == after


def test_an_unknown_language_is_edited_without_a_parse_and_that_is_said(stage: Stage):
    stage.backend.queue(vllm_chat("```\nmore words\n```"))
    outcome = stage.act("rewrite", stage.request("«words»\n", "", instruction="more"))
    assert isinstance(outcome, Proposal)
    assert any(check.startswith("not parsed") for check in outcome.checks)


def test_a_huge_selection_is_sent_whole(stage: Stage):
    lines = [f"x_{n} = {n}" for n in range(3000)]
    stage.backend.queue(
        vllm_chat("```python\n" + "\n".join(lines).replace("x_7 = 7", "x_7 = 8") + "\n```", chunk=4096)
    )
    outcome = stage.act("rewrite", stage.request("«" + "\n".join(lines) + "\n»", instruction="8 for 7"))
    assert isinstance(outcome, Proposal)
    (edit,) = outcome.edit.edits
    assert edit.new.strip() in {"x_7 = 8", "8"}
    assert "x_2999 = 2999" in stage.backend.requests[0].text


def test_a_fix_edits_the_declaration_round_the_diagnostic(stage: Stage):
    stage.backend.queue(vllm_chat("```python\ndef f(name):\n    print(name)\n```"))
    request = stage.request("x = 1\ndef f(name):\n    print(«nmae»)\n")
    problem = Diagnostic(request.span, '"nmae" is not defined', source="pyright", code="undefined")
    request = stage.request("x = 1\ndef f(name):\n    print(«nmae»)\n", diagnostics=(problem,))
    outcome = stage.act("fix_diagnostic", request)
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == "x = 1\ndef f(name):\n    print(name)\n"
    asked = stage.backend.requests[0].text
    assert 'error (pyright undefined): "nmae" is not defined' in asked
    assert "It points at line 3 of the document: `print(nmae)`" in asked


def test_docs_are_written_for_the_innermost_declaration(stage: Stage):
    stage.backend.queue(vllm_chat('```python\n    def a(self):\n        """One."""\n        return 1\n```'))
    outcome = stage.act("write_docs", stage.request("class C:\nˇ    def a(self):\n        return 1\n"))
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == 'class C:\n    def a(self):\n        """One."""\n        return 1\n'
    assert "documentation comment of `a`" in stage.backend.requests[0].text


@pytest.mark.parametrize(("fixture", "language"), [("xˇ\n", ""), ("import oˇs\n", "python")])
def test_where_there_is_no_declaration_no_docs_are_written(stage: Stage, fixture: str, language: str):
    outcome = stage.act("write_docs", stage.request(fixture, language))
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "no declaration"


def test_a_document_that_changed_outside_the_region_is_not_touched(stage: Stage):
    stage.backend.queue(vllm_chat("```python\nimport os\n\nx = os.sep\n```"))
    outcome = stage.act("rewrite", stage.request("a = 1\n«x = 1»\nb = 1\n", instruction="use os"))
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after.startswith("a = 1\n")
    assert outcome.edit.after.endswith("\nb = 1\n")


DOCS_ALONE = '```python\n"""Three."""\n```'
DOCUMENTED = '```python\ndef a():\n    """Three."""\n    return 3\n```'


def test_docs_that_come_without_their_code_go_back_and_delete_nothing(stage: Stage):
    stage.backend.queue(vllm_chat(DOCS_ALONE), vllm_chat(DOCUMENTED))
    outcome = stage.act("write_docs", stage.request("def aˇ():\n    return 3\nb = a()\n"))
    assert isinstance(outcome, Proposal)
    assert outcome.edit.after == 'def a():\n    """Three."""\n    return 3\nb = a()\n'
    assert "changes only comments and docstrings" in outcome.checks
    assert "its code unchanged" in stage.backend.requests[1].json["messages"][-1]["content"]


def test_docs_that_change_code_twice_are_refused(stage: Stage):
    stage.backend.default(vllm_chat(DOCUMENTED))
    outcome = stage.act("write_docs", stage.request("def aˇ():\n    return 2\n"))
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "code changed"
