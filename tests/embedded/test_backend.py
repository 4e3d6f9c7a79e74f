"""What the embedded backend says when it can't run: no weights, no such model, a file that won't load."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from m2lsp.backends.embedded import EmbeddedBackend
from m2lsp.backends.embedded.weights import WEIGHTS, Weights, find
from m2lsp.core.chat import ChatPrompt, Message, Role
from m2lsp.core.errors import BackendUnreachable, ConfigError

HELLO = ChatPrompt((Message(Role.USER, "Hello."),), max_tokens=8, think=False)


async def ask(backend: EmbeddedBackend) -> None:
    async with aclosing(backend.stream(HELLO)) as deltas:
        async for _ in deltas:
            pass


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("", "The embedded model is not here yet. Run `m2lsp model pull` (491 MB)."),
        ("1.5b", "The embedded model is not here yet. Run `m2lsp model pull --model 1.5b` (1,117 MB)."),
    ],
)
def test_missing_weights_are_said_with_the_command_that_brings_them(model, sentence):
    with pytest.raises(ConfigError) as failure:
        asyncio.run(ask(EmbeddedBackend(model)))
    assert str(failure.value) == sentence


def test_an_unknown_model_is_refused_before_anything_is_started():
    with pytest.raises(ConfigError, match=r"no embedded model called '7b'; choose one of qwen2"):
        EmbeddedBackend("7b")


@pytest.mark.parametrize("row", WEIGHTS, ids=lambda row: row.short)
def test_a_model_is_found_by_both_its_names_in_any_case(row: Weights):
    assert find(row.name) is find(row.name.upper()) is find(row.short) is row


@pytest.mark.parametrize("row", WEIGHTS, ids=lambda row: row.short)
def test_a_row_is_pinned_and_has_more_than_one_source(row: Weights):
    assert len(bytes.fromhex(row.sha256)) == 32
    assert row.size > 0
    assert len(row.sources) > 1


def test_an_engine_that_cannot_load_the_file_names_its_log(models: Path):
    row = find("")
    models.mkdir()
    with (models / f"{row.sha256}.gguf").open("wb") as file:
        file.truncate(row.size)
    backend = EmbeddedBackend()
    with pytest.raises(BackendUnreachable, match=r"did not start; .*embedded\.log says why"):
        asyncio.run(ask(backend))
    assert "invalid magic" in (models / "embedded.log").read_text()
    assert backend.pid is None
