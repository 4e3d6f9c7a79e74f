"""A server's real context is learned, and answers are asked for that fit."""

from collections.abc import Callable

import pytest
from scripted import CHAT, MODELS, Request, Script, ScriptedBackend, models, openai_error, vllm_chat

from m2lsp.core.chat import ChatPrompt, Delta, Message, Role
from m2lsp.core.errors import ContextOverflow

Ask = Callable[..., list[Delta]]
LONG = ChatPrompt((Message(Role.USER, "hello"),), max_tokens=16_384)


def small(request: Request) -> Script:
    """vLLM 0.32 with 2,048 tokens of context."""
    asked = request.json["max_tokens"]
    if asked > 2048:
        return openai_error(400, f"max_tokens={asked} cannot be greater than max_model_len=2048. Please")
    return vllm_chat("fits")


def strict(request: Request) -> Script:
    """An older server, which refuses prompt and answer together."""
    asked = request.json["max_tokens"]
    if asked + 300 > 2048:
        told = f"your request has 300 input tokens ({asked} > 2048 - 300)."
        return openai_error(
            400, f"'max_tokens' is too large: {asked}. maximum context length is 2048 and {told}"
        )
    return vllm_chat("fits")


@pytest.mark.parametrize("server", [small, strict])
def test_an_answer_that_is_too_long_for_the_server_is_asked_for_shorter(
    ask: Ask, backend: ScriptedBackend, server: Callable[[Request], Script]
) -> None:
    backend.default(server, path=CHAT)
    assert "".join(d.text for d in ask(LONG)) == "fits"
    first, second = (r.json["max_tokens"] for r in backend.requests)
    assert first == 16_384
    assert 1500 < second < 2048


def test_what_the_list_of_models_told_is_used_before_anything_is_refused(
    ask: Ask, backend: ScriptedBackend
) -> None:
    backend.default(models("MiniMax-M2.1", max_model_len=2048), path=MODELS)
    backend.default(small, path=CHAT)
    assert "".join(d.text for d in ask(LONG, model="")) == "fits"
    assert [r.json["max_tokens"] for r in backend.requests] == [2047]


def test_a_prompt_that_is_too_long_itself_is_told_with_the_limit(ask: Ask, backend: ScriptedBackend) -> None:
    said = "maximum context length is 2048 tokens. However, your prompt contains at least 2049 input tokens"
    backend.default(openai_error(400, said))
    with pytest.raises(ContextOverflow) as error:
        ask(LONG)
    assert (error.value.limit_tokens, error.value.prompt_tokens) == (2048, 2049)
    assert len(backend.requests) == 1
