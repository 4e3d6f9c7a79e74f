"""The before and after in each feature's docstring, run with a model that answers as they say.

This proves that the way from the menu to the edit does what the example shows, not that a model would
answer so.
"""

import importlib
import textwrap

import pytest
from acting import Stage
from scripted import vllm_chat, vllm_completion

from m2lsp import features
from m2lsp.core.feature import Answer, Diagnostic, Proposal, Suggestion
from m2lsp.core.text import Span

ACTIONS = [row.name for row in features.ACTIONS]


def example(name: str) -> tuple[str, str]:
    """The two sides of the ``->`` in the module's docstring, without their indentation."""
    text = importlib.import_module(f"m2lsp.features.{name}").__doc__ or ""
    before, after = (side.strip("\n").split("\n\n") for side in text.split("\n->\n"))
    return textwrap.dedent(before[-1]) + "\n", textwrap.dedent(after[0]) + "\n"


def test_inline_completion_does_what_its_example_shows(stage: Stage):
    before, after = example("inline_completion")
    start, typed, rest = before[: before.index("«")], before[before.index("«") + 1 : -2], before[-1:]
    stage.backend.queue(vllm_completion(typed))
    request = stage.request(f"{start}ˇ{rest}")
    shown = stage.suggest(request)
    assert isinstance(shown, Suggestion)
    assert start + shown.text + rest == after


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_does_what_its_example_shows(stage: Stage, name: str):
    before, after = example(name)
    action = features.load(name)
    said = f"```python\n{after}```" if action.edits else after
    stage.backend.queue(vllm_chat(f"tests/test_area.py\n{said}" if name == "write_tests" else said))
    request = stage.request(before if "«" in before else f"ˇ{before}", can_ask=True)
    if name in ("fix_diagnostic", "fix_all"):
        message = before.split("# ")[1].split("\n")[0].strip()
        spans = (request.span, Span(len(before) - 10, len(before) - 9))[: 1 + (name == "fix_all")]
        found = tuple(Diagnostic(span, message) for span in spans)
        request = stage.request(before, diagnostics=found)
    offer, *_ = action.offers(request)

    async def told(_: str) -> str:
        return "as the example shows"

    outcome = stage.act(name, offer.request, ask=told)
    if action.edits:
        assert isinstance(outcome, Proposal)
        assert (outcome.created[0].text if outcome.created else outcome.edit.after) == after
    else:
        assert outcome == Answer(after)
