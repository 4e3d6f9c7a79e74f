"""``m2lsp doctor`` against each way to start vLLM: it tells them apart, and says what is better mended."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from vllmserver import CONTEXT, MODEL, VLLM, Relay

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

CALL = (
    '<minimax:tool_call>\n<invoke name="report">\n<parameter name="word">ready</parameter>\n</invoke>\n'
    "</minimax:tool_call>"
)
LEVERS = ("raw prefill", "chat prefill", "thinking switched off (thinking token budget)")


@pytest.fixture
def doctor(server: VLLM, between: Relay, workspace: Path, program) -> Any:
    """The report, its lines by what they are about, and the exit code."""

    def reported(provider: str = "vllm", probe: str = "true") -> tuple[dict[str, str], int]:
        between.add(lambda body: as_asked(server, body))
        settings = {"M2LSP_PROVIDER": provider, "M2LSP_ENDPOINT_PROBE": probe}
        done = program("doctor", M2LSP_BASE_URL=between.url, **settings)
        print(done.stdout)
        lines = re.findall(r"^(ok|bad|note) +(\S+(?: \S+)?) +(.*)$", done.stdout, re.MULTILINE)
        found: dict[str, str] = {}
        for verdict, about, told in lines:
            key = f"{about}: {told.split(':')[0]}" if about == "lever" else about
            found[key] = f"{verdict} {told}"
        return found, done.returncode

    return reported


def as_asked(server: VLLM, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a model does that does as it is told, by the levers that the request has itself."""
    if "structured_outputs" in body:  # an end to every string, or noise would fill it
        return {**server.says("", thinking=0), "logit_bias": {str(server.ids('"')[0]): 100}, **body}
    says = server.says(CALL if "tools" in body else "ready", thinking=8)
    if "thinking_token_budget" in body:
        says |= {"thinking_token_budget": body["thinking_token_budget"]}
    if "prompt" in body or "continue_final_message" in body:  # the think block is closed already
        says |= {"structured_outputs": {"choice": ["ready"]}}
    return says


@pytest.mark.parametrize("row", ["vllm"], indirect=True)
def test_a_server_as_it_should_be_is_fine_in_every_line(doctor) -> None:
    found, left = doctor()
    assert left == 0
    assert found["model"] == f"ok {MODEL}, {CONTEXT} tokens of context"
    assert found["version"] == "ok vLLM 0.32.0"
    assert found["ghost text"].startswith("ok asked for as raw prefill; ")
    assert [found[f"lever: {lever}"].split("; ")[0] for lever in LEVERS] == [f"ok {x}: works" for x in LEVERS]
    assert found["thinking"] == "ok comes in the field reasoning"
    assert found["chat"].startswith("ok 8 characters of thinking kept apart; ")
    assert found["tools"].startswith("ok a call came as a call; ")
    assert found["schema"].startswith("ok obeyed, by structured_outputs; ")
    assert found["prefix cache"].startswith("ok ")


@pytest.mark.parametrize("row", ["vllm-append-think"], indirect=True)
def test_the_guides_parser_is_recognised_and_warned_of(doctor) -> None:
    found, left = doctor()
    assert left == 0  # m2lsp finds that out by itself, unless it may not
    assert doctor(probe="false")[1] == 1
    assert "minimax_m2_append_think, which loses the closing tag once tools are declared" in found["thinking"]
    assert "serve vLLM with --reasoning-parser minimax_m2, or set" in found["thinking"]
    assert '"vllm-append-think"' in found["thinking"]
    assert "does not work here" in found[f"lever: {LEVERS[2]}"]


@pytest.mark.parametrize("row", ["vllm-no-parser"], indirect=True)
def test_a_server_without_a_reasoning_parser_is_recognised(doctor) -> None:
    found, _ = doctor()
    assert "without an opening tag, as without a reasoning parser" in found["thinking"]
    assert '"vllm-no-parser"' in found["thinking"]
    assert "does not work here" in found[f"lever: {LEVERS[2]}"]


@pytest.mark.parametrize("row", ["vllm-no-parser", "vllm-append-think"], indirect=True)
def test_with_the_row_that_fits_nothing_is_to_be_mended(doctor, row: str) -> None:
    found, left = doctor(row)
    assert left == 0
    assert found["thinking"].startswith("ok comes in the answer, up to </think>")
    assert found["chat"].startswith("ok 8 characters of thinking kept apart; ")
    assert not [line for line in found.values() if line.startswith("bad")]
