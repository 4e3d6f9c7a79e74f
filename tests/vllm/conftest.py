"""A real vLLM for all tests, two that are started otherwise for a few, a relay before each for one test,
and ways to ask them through m2lsp's own backend.
"""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import marks
import pytest
from lspclient import environment
from vllmserver import CONTEXT, MODEL, VLLM, Relay, make_checkpoint

from m2lsp.backends import Endpoint, connect
from m2lsp.backends.probe import Heard, hear
from m2lsp.backends.providers import PROVIDERS
from m2lsp.core.chat import Delta, Prompt, Way
from m2lsp.core.context import Context
from m2lsp.core.document import Document
from m2lsp.core.text import Span
from m2lsp.profiles import M2
from m2lsp.profiles.model import Model
from m2lsp.prompt import Shield, ghost

Ask = Callable[..., list[Delta]]
Prompted = Callable[..., Prompt]
Hear = Callable[[Prompt], Heard]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

# The row for each way to start vLLM: with M2's reasoning parser, with none, as MiniMax's own guide has it.
PARSERS = {"vllm": "minimax_m2", "vllm-no-parser": "", "vllm-append-think": "minimax_m2_append_think"}


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("checkpoint"))


@pytest.fixture(scope="session")
def vllm(tmp_path_factory: pytest.TempPathFactory, checkpoint: Path) -> Iterator[VLLM]:
    with VLLM(tmp_path_factory.mktemp("vllm"), checkpoint) as running:
        yield running


@pytest.fixture(scope="session")
def servers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, checkpoint: Path
) -> Iterator[Callable[[str], VLLM]]:
    """The server for a row, started when it is first asked for."""
    others: dict[str, VLLM] = {}

    def server(row: str) -> VLLM:
        if row == "vllm":
            return request.getfixturevalue("vllm")
        if row not in others:
            others[row] = VLLM(tmp_path_factory.mktemp(row), checkpoint, PARSERS[row])
        return others[row]

    yield server
    for running in others.values():
        running.close()


@pytest.fixture(params=PARSERS)
def row(request: pytest.FixtureRequest) -> str:
    """The name of a provider's row."""
    return request.param


@pytest.fixture
def server(servers: Callable[[str], VLLM], row: str) -> VLLM:
    """The server for the row."""
    return servers(row)


@pytest.fixture
def between(server: VLLM) -> Iterator[Relay]:
    """A relay before that server."""
    with Relay(server.url) as running:
        yield running


@pytest.fixture
def heard(between: Relay, row: str) -> Hear:
    """The whole answer, read as the row says."""

    async def asked(prompt: Prompt) -> Heard:
        asking = connect(PROVIDERS[row], base_url=between.url, model=MODEL, profile=M2)
        try:
            return await hear(asking, prompt)
        finally:
            await asking.close()

    return lambda prompt: asyncio.run(asked(prompt))


@pytest.fixture
def relay(vllm: VLLM) -> Iterator[Relay]:
    """A relay, and an engine that has nothing else to do: before the test, and after it."""
    vllm.wait_until_idle()
    with Relay(vllm.url) as running:
        yield running
    vllm.wait_until_idle()


@pytest.fixture
def endpoint(relay: Relay) -> Callable[..., Endpoint]:
    """m2lsp's own backend, through the relay; ``settings`` are those of ``connect``."""

    def connected(**settings: Any) -> Endpoint:
        given = {"base_url": relay.url, "profile": M2, "model": MODEL, **settings}
        return connect(PROVIDERS["vllm"], **given)

    return connected


@pytest.fixture
def prompted(endpoint: Callable[..., Endpoint]) -> Prompted:
    """The ghost-text prompt for the cursor in a fixture, all of its text shown."""

    def prompt(
        fixture: str, way: Way = Way.RAW_PREFILL, *, max_tokens: int = 64, shield: Shield | None = None
    ) -> Prompt:
        marked = marks.parse(fixture)
        document = Document("file:///a.py", marked.text, "python")
        seen = Context(document, Span(marked.cursor, marked.cursor), Span(0, len(marked.text)))
        return ghost(seen, Model(M2, endpoint(), way, CONTEXT), shield or Shield(), max_tokens)

    return prompt


@pytest.fixture
def ask(endpoint: Callable[..., Endpoint]) -> Ask:
    """All deltas of one prompt."""

    def asked(prompt: Prompt, **settings: Any) -> list[Delta]:
        async def run() -> list[Delta]:
            asking = endpoint(**settings)
            try:
                async with aclosing(asking.stream(prompt)) as deltas:
                    return [delta async for delta in deltas]
            finally:
                await asking.close()

        return asyncio.run(run())

    return asked


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The folder in which ``m2lsp`` runs."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def program(tmp_path: Path, workspace: Path) -> Run:
    """Run ``m2lsp``; its home lasts for the test, and settings are environment variables."""
    command = Path(sys.executable).with_name("m2lsp")

    def run(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [command, *arguments],
            cwd=workspace,
            env=environment(tmp_path / "home", settings),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def m2lsp(program: Run, relay: Relay) -> Run:
    """The same, with the relay for its endpoint."""

    def run(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        return program(*arguments, **{"M2LSP_PROVIDER": "vllm", "M2LSP_BASE_URL": relay.url, **settings})

    return run
