"""Servers that were started otherwise: without a reasoning parser, or as MiniMax's own guide says."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from lspclient import environment
from vllmserver import MODEL, VLLM, Relay

from m2lsp.backends import connect
from m2lsp.backends.providers import PROVIDERS
from m2lsp.core.chat import ChatPrompt, Message, Prompt, Role
from m2lsp.profiles import M2

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

ASK = (Message(Role.USER, "What is 6 times 7?"),)
PARSERS = {"vllm-no-parser": "", "vllm-append-think": "minimax_m2_append_think"}
Hear = Callable[[Prompt], tuple[str, str]]


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory, checkpoint: Path) -> Iterator[Callable[[str], VLLM]]:
    """The server for a provider's row, started when it is first asked for."""
    running: dict[str, VLLM] = {}

    def other(provider: str) -> VLLM:
        if provider not in running:
            running[provider] = VLLM(tmp_path_factory.mktemp("other"), checkpoint, PARSERS[provider])
        return running[provider]

    yield other
    for server in running.values():
        server.close()


@pytest.fixture(params=PARSERS)
def provider(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def other(others: Callable[[str], VLLM], provider: str) -> VLLM:
    return others(provider)


@pytest.fixture
def between(other: VLLM) -> Iterator[Relay]:
    with Relay(other.url) as running:
        yield running


@pytest.fixture
def hear(between: Relay, provider: str) -> Hear:
    """Thinking and answer."""

    async def heard(prompt: Prompt) -> tuple[str, str]:
        asking = connect(PROVIDERS[provider], base_url=between.url, model=MODEL, profile=M2)
        async with aclosing(asking.stream(prompt)) as stream:
            deltas = [delta async for delta in stream]
        await asking.close()
        return "".join(d.thinking for d in deltas), "".join(d.text for d in deltas)

    return lambda prompt: asyncio.run(heard(prompt))


def test_thinking_and_answer_are_told_apart(other: VLLM, between: Relay, hear: Hear) -> None:
    said = "I multiply.\n</think>\n\n42, not `<think>`."
    between.add(
        {"structured_outputs": {"choice": [said]}, "logit_bias": {str(other.ids("</think>")[0]): 100}}
    )
    assert hear(ChatPrompt(ASK, max_tokens=100)) == ("I multiply.\n", "\n\n42, not `<think>`.")


def test_thinking_that_takes_all_tokens_is_no_answer(other: VLLM, hear: Hear, between: Relay) -> None:
    between.add({"structured_outputs": {"regex": "[a-z ]{200}"}})
    thinking, answer = hear(ChatPrompt(ASK, max_tokens=10))
    assert thinking
    assert answer == ""


@pytest.mark.parametrize("prefill", ["", "```\nx = "], ids=["nothing", "a prefill"])
def test_told_not_to_think_it_answers_at_once(between: Relay, hear: Hear, prefill: str) -> None:
    between.add({"structured_outputs": {"choice": ["42\n"]}})
    assert hear(ChatPrompt(ASK, max_tokens=20, think=False, prefill=prefill)) == ("", "42\n")


@pytest.mark.parametrize("provider", ["vllm-append-think"], indirect=True)
def test_doctor_says_how_the_server_should_be_started(other: VLLM, between: Relay, tmp_path: Path) -> None:
    between.add(
        {
            "structured_outputs": {"choice": ["I am.\n</think>\n\nready"]},
            "logit_bias": {str(other.ids("</think>")[0]): 100},
        }
    )
    env = environment(tmp_path / "home", {"M2LSP_PROVIDER": "vllm", "M2LSP_BASE_URL": between.url})
    program = Path(sys.executable).with_name("m2lsp")
    done = subprocess.run(
        [program, "doctor"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1, done.stdout
    assert "serve vLLM with --reasoning-parser minimax_m2" in done.stdout
