"""While somebody types, all of the prompt but its end comes from vLLM's prefix cache."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
import typist
from lspclient import Sessions
from vllmserver import BLOCK, CONTEXT, VLLM, Exchange, Relay

from m2lsp.backends import Endpoint
from m2lsp.core.chat import Way
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.text import Span
from m2lsp.features.inline_completion import inline_completion
from m2lsp.profiles import M2
from m2lsp.profiles.model import Model

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

# Much longer than what is shown of it, so the window's ends have to hold still by themselves.
BEFORE = "".join(f"def step_{n}(state):\n    return state.next({n})\n\n\n" for n in range(300))
AFTER = "\n\n" + "".join(f"def late_{n}(state):\n    return state.back({n})\n\n\n" for n in range(300))
TYPED = "return total(state, 1)"
REMEMBERED = 5  # keys at the most of a hundred, that a model at random foretells
SHOWN = Budget(context_tokens=1500, answer_tokens=8)


def test_a_keystroke_costs_only_the_end_of_the_prompt(
    relay: Relay, endpoint: Callable[..., Endpoint], capsys: pytest.CaptureFixture[str]
) -> None:
    # One word without an end: m2lsp waits for all of it, and so hears what was used.
    relay.add({"structured_outputs": {"regex": "[a-z]{100}"}})
    model = Model(M2, endpoint(), Way.RAW_PREFILL, CONTEXT)

    async def typing() -> None:
        for typed in range(len(TYPED) + 1):
            start = f"{BEFORE}def last(state):\n    {TYPED[:typed]}"
            document = Document("file:///a.py", start + AFTER, "python", version=typed)
            await inline_completion(Request(document, Span(len(start), len(start)), SHOWN), model)
        await model.backend.close()

    asyncio.run(typing())
    _, *later = [tokens(exchange) for exchange in relay.exchanges]
    assert len(later) == len(TYPED)
    cached, every = sum(c for _, c in later), sum(p for p, _ in later)
    with capsys.disabled():
        print(f"\n{len(later)} keystrokes: {cached} of {every} prompt tokens cached ({cached / every:.1%})")
    # Only whole blocks are shared, and a key may change the last few tokens.
    assert max(prompt - from_cache for prompt, from_cache in later) <= 2 * BLOCK


def tokens(exchange: Exchange) -> tuple[int, int]:
    """Of the prompt: all, and those from the cache."""
    (usage,) = [event["usage"] for event in exchange.events if event.get("usage")]
    return usage["prompt_tokens"], usage["prompt_tokens_details"]["cached_tokens"]


@pytest.mark.parametrize("functions", typist.SESSIONS.values(), ids=typist.SESSIONS.keys())
def test_a_session_of_a_hundred_keys_takes_95_percent_of_its_prompts_from_the_cache(
    tmp_path: Path, vllm: VLLM, relay: Relay, functions: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """The cursor crosses three functions, the other open documents are shown, and only a window fits."""
    found = session(tmp_path, vllm, relay, functions)
    with capsys.disabled():
        print(f"\n{found.cached:.0f} of {found.prompt:.0f} prompt tokens cached ({found.share:.1%})")
    assert "Outline of datetime.py, open in the editor" in relay.exchanges[0].body["prompt"]
    assert found.share >= 0.95


def test_so_does_one_in_an_indexed_workspace(
    tmp_path: Path, vllm: VLLM, relay: Relay, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which definitions are shown depends on the cursor: they stay while it is near."""
    functions = typist.SESSIONS["three functions far apart"]
    found = session(tmp_path, vllm, relay, functions, typist.DEFINITION)
    with capsys.disabled():
        print(f"\n{found.cached:.0f} of {found.prompt:.0f} prompt tokens cached ({found.share:.1%}), indexed")
    assert "\ndatetime.py:\n" in relay.exchanges[0].body["prompt"]
    assert found.share >= 0.95


def session(
    folder: Path, vllm: VLLM, relay: Relay, functions: tuple[str, ...], shown: str = typist.OUTLINE
) -> typist.Cached:
    """What a session takes from the cache, of prompts of a size that tells."""
    relay.add({"cache_salt": f"{shown} {functions}"})  # nothing from the other tests
    index = {"M2LSP_CONTEXT_INDEX": str(shown == typist.DEFINITION).lower()}
    settings = {"M2LSP_PROVIDER": "vllm", "M2LSP_BASE_URL": relay.url, **typist.SETTINGS, **index}
    sessions = Sessions(folder, settings)
    typist.save(sessions.workspace)
    found = typist.cached(vllm, relay, sessions.start(), sessions.workspace, functions, shown)
    sessions.end()
    asked = len(relay.exchanges)
    assert typist.KEYS - REMEMBERED <= asked <= typist.KEYS
    assert found.prompt / (asked - 1) >= 2000
    return found
