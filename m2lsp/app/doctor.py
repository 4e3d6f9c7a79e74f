"""What is configured, probed live: one finding after the other, each fine or with what to do."""

import os
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from m2lsp import languages
from m2lsp.app import keys, paths
from m2lsp.app.models import Purpose, provider_of
from m2lsp.app.services import Services
from m2lsp.backends import Endpoint, probe
from m2lsp.context import gather
from m2lsp.core.chat import ChatPrompt, Message, Prompt, Role, Way
from m2lsp.core.document import Document
from m2lsp.core.errors import BackendRefused, M2lspError
from m2lsp.core.feature import Budget, Request
from m2lsp.core.text import Span
from m2lsp.profiles import find
from m2lsp.profiles.model import Model
from m2lsp.prompt import Shield, ghost


class Verdict(StrEnum):
    """How a finding is."""

    OK = "ok"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """``sentence`` says what was found and, unless that is fine, what to do."""

    verdict: Verdict
    about: str
    sentence: str


async def examine(services: Services) -> AsyncIterator[Finding]:
    """Everything, most basic first."""
    yield _grammars()
    yield _log(services)
    yield _threads(services)
    same = services.config.endpoint_for("completion") == services.config.endpoint_for("chat")
    purposes: tuple[Purpose, ...] = ("chat",) if same else ("completion", "chat")
    for purpose in purposes:
        async for finding in _endpoint(services, purpose, both=same):
            yield finding


def _grammars() -> Finding:
    names = []
    for language in languages.all_languages():
        languages.parse("", language)
        names.append(language.name)
    return Finding(Verdict.OK, "languages", ", ".join(names))


def _threads(services: Services) -> Finding:
    try:
        count = len(services.store.threads())
    except M2lspError as error:
        return Finding(Verdict.BAD, "threads", str(error))
    return Finding(Verdict.OK, "threads", f"{count} kept" if count else "none yet")


def _log(services: Services) -> Finding:
    path = paths.log_file(services.config.log.file, services.environment)
    if _can_write(path):
        return Finding(Verdict.OK, "log", str(path))
    advice = "set log.file to another place, or make the folder writable"
    return Finding(Verdict.BAD, "log", f"{path} can't be written, so no log is kept; {advice}")


def _can_write(file: Path) -> bool:
    """Whether the file can be written, or made where it is not there yet.  Nothing is created."""
    if file.exists():
        return file.is_file() and os.access(file, os.W_OK)
    there = next(folder for folder in file.absolute().parents if folder.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


async def _endpoint(services: Services, purpose: Purpose, *, both: bool) -> AsyncIterator[Finding]:
    label = "endpoint" if both else purpose
    try:
        model = await services.model(purpose)
        if unsure := _unverified(services, purpose):
            yield unsure
        if missing := _missing_key(services, purpose):
            yield Finding(Verdict.BAD, label, f"{model.backend.name}: {missing}")
            return
        served = await _served(model)  # that an address is fine is said only once something answered there
        yield Finding(Verdict.OK, label, model.backend.name)
        yield served
        if both or purpose == "completion":
            yield _way(model)
            yield await _ghost_canary(model)
        if both or purpose == "chat":
            yield await _chat_canary(model)
    except M2lspError as error:
        yield Finding(Verdict.BAD, label, str(error))


def _missing_key(services: Services, purpose: Purpose) -> str | None:
    """Which variable to set, where a third party wants a key and nothing names one."""
    endpoint = services.config.endpoint_for(purpose)
    row = provider_of(services.config, purpose)
    elsewhere = row.local or not row.api_key_env or bool(endpoint.base_url)
    if elsewhere or endpoint.api_key_command or endpoint.api_key_keychain or endpoint.headers:
        return None
    if keys.api_key(endpoint, row, services.environment):
        return None
    return f"there is no key for it; set {row.api_key_env} in the environment that the editor is started from"


def _unverified(services: Services, purpose: Purpose) -> Finding | None:
    row = provider_of(services.config, purpose)
    unsure = sorted(row.unverified)
    if not unsure:
        return None
    return Finding(
        Verdict.NOTE, "provider", f"nobody has verified these facts of {row.name}: {', '.join(unsure)}"
    )


def _way(model: Model) -> Finding:
    if model.way is Way.THINKING:
        return Finding(
            Verdict.NOTE,
            "ghost text",
            "this endpoint can't keep the model from thinking, so ghost text comes on request only; "
            'a small model beside it helps: completion.provider = "embedded"',
        )
    return Finding(Verdict.OK, "ghost text", f"asked for as {model.way.value}")


async def _served(model: Model) -> Finding:
    if not isinstance(model.backend, Endpoint):
        return Finding(Verdict.NOTE, "model", "the small embedded model, which is not M2.1")
    served = await model.backend.served_model()
    try:
        listed = {m.id: m for m in await probe.models(model.backend.client)}
    except BackendRefused:  # some have no list; the next probe shows whether the key is right
        return Finding(Verdict.NOTE, "model", f"{served}; this endpoint does not tell what it serves")
    if listed and served not in listed:
        return Finding(
            Verdict.BAD, "model", f"{served} is not served; there are: {', '.join(sorted(listed)[:5])}"
        )
    family = find(served)
    if family and family is not model.profile:
        advice = f'set endpoint.profile = "{family.name}"'
        return Finding(
            Verdict.BAD,
            "model",
            f"{served} is of the {family.name} family but is spoken to as {model.profile.name}; {advice}",
        )
    window = listed[served].max_tokens if served in listed else None
    return Finding(Verdict.OK, "model", f"{served}{f', {window} tokens of context' if window else ''}")


async def _ghost_canary(model: Model) -> Finding:
    text = "def add(a, b):\n    return "
    document = Document("untitled:canary.py", text, "python")
    request = Request(document, Span(len(text), len(text)), Budget(256, 16))
    seen = gather(request, model.profile.tokens)
    said, thought, first, whole = await _hear(model, ghost(seen, model, Shield(), 16))
    times = f"first token after {first:.0f} ms, 16 tokens after {whole:.0f} ms"
    if thought and model.way is not Way.THINKING:
        return Finding(
            Verdict.BAD, "completion", f"the model thought ({thought} characters) though told not to; {times}"
        )
    if not said:
        return Finding(Verdict.BAD, "completion", f"the model answered nothing; {times}")
    return Finding(Verdict.OK, "completion", times)


async def _chat_canary(model: Model) -> Finding:
    prompt = ChatPrompt((Message(Role.USER, "Reply with the word ready and nothing else."),), max_tokens=1024)
    said, thought, first, whole = await _hear(model, prompt)
    times = f"first token after {first:.0f} ms, done after {whole:.0f} ms"
    tags = model.profile.thinking
    if tags and (tags.open in said or tags.close in said):
        return Finding(
            Verdict.BAD,
            "chat",
            f"thinking arrives inside the answer: serve vLLM with --reasoning-parser minimax_m2, or set "
            f'endpoint.provider = "vllm-no-parser"; {times}',
        )
    if not said.strip():
        return Finding(
            Verdict.BAD, "chat", f"the model gave no answer ({thought} characters of thinking); {times}"
        )
    apart = f"{thought} characters of thinking kept apart" if thought else "no thinking"
    return Finding(Verdict.OK, "chat", f"{apart}; {times}")


async def _hear(model: Model, prompt: Prompt) -> tuple[str, int, float, float]:
    """The answer, the thinking's length in characters, and ms to the first token and to the end."""
    started = time.perf_counter()
    first, said, thought = 0.0, "", 0
    async with aclosing(model.backend.stream(prompt)) as deltas:
        async for delta in deltas:
            if not first and (delta.text or delta.thinking):
                first = (time.perf_counter() - started) * 1000
            said, thought = said + delta.text, thought + len(delta.thinking)
    return said, thought, first, (time.perf_counter() - started) * 1000
