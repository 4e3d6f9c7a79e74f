"""The command line against a real vLLM: complete, act, doctor."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from vllmserver import CONTEXT, MODEL, VLLM, Relay

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SOURCE = "def total(xs):\n    t = 0\n    for x in xs:\n        t += x\n    return t\n"


@pytest.fixture(autouse=True)
def source(workspace: Path) -> None:
    (workspace / "a.py").write_text(SOURCE, encoding="utf-8")


def says(answer: str) -> dict[str, object]:
    return {"structured_outputs": {"choice": [answer]}, "thinking_token_budget": 8}


def test_complete_prints_the_completion(m2lsp: Run, relay: Relay) -> None:
    relay.add({"structured_outputs": {"choice": [" * x\n"]}})
    done = m2lsp("complete", "a.py:4:15")
    assert (done.stdout, done.stderr, done.returncode) == (" * x\n", "", 0)


def test_act_shows_the_edit_as_a_diff(m2lsp: Run, relay: Relay) -> None:
    relay.add(says("```python\n    return sum(xs)\n```"))
    done = m2lsp("act", "rewrite", "a.py:2-5", "--instruction", "use sum")
    assert (done.stderr, done.returncode) == ("", 0)
    assert "-        t += x" in done.stdout
    assert "+    return sum(xs)" in done.stdout


def test_doctor_finds_all_well(m2lsp: Run, relay: Relay) -> None:
    relay.add(says("ready"))
    done = m2lsp("doctor")
    assert done.returncode == 0, done.stdout
    assert f"{MODEL}, {CONTEXT} tokens of context" in done.stdout
    assert "raw prefill" in done.stdout
    assert "thinking kept apart" in done.stdout


def test_doctor_names_the_model_that_is_not_served(m2lsp: Run, vllm: VLLM) -> None:
    done = m2lsp("doctor", M2LSP_MODEL="MiniMax-M2.7", M2LSP_BASE_URL=vllm.url)
    assert done.returncode == 1
    assert f"MiniMax-M2.7 is not served; there are: {MODEL}" in done.stdout
