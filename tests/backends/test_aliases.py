"""Whether another model answers than was asked for."""

import pytest
from scripted import ScriptedBackend, json_reply, vllm_chat

from m2lsp.backends.aliases import is_another
from m2lsp.core.chat import ChatPrompt, Message, Role

SAME = [
    ("MiniMaxAI/MiniMax-M2.1", "minimax-m2.1"),
    ("MiniMax-M2.1", "/data/models/MiniMax-M2.1/"),
    ("MiniMax-M2.1", "C:\\models\\MiniMax-M2.1"),
    ("minimax/minimax-m2.1", "minimax/minimax-m2.1:free"),
    ("MiniMax-M2.1", "MiniMax-M2.1-AWQ"),
    ("minimax/minimax-m2.1", "minimax/minimax-m2.1-20251223"),
    ("MiniMax-M2.1", "minimax-m2.1.gguf"),
    ("MiniMax-M2.1", ""),
    ("coder", "Qwen2.5-Coder-7B-Instruct"),
    ("openrouter/auto", "minimax/minimax-m2.1"),
]
OTHER = [
    ("MiniMax-M2.7", "MiniMax-M2.1"),
    ("MiniMax-M2", "MiniMax-M2.1"),
    ("MiniMaxAI/MiniMax-M2.1", "Qwen2.5-Coder-7B"),
]


@pytest.mark.parametrize(("asked", "answered"), SAME)
def test_other_spellings_and_aliases_are_no_other_model(asked: str, answered: str) -> None:
    assert not is_another(asked, answered, local=True)
    assert not is_another(asked, answered, local=False)


@pytest.mark.parametrize(("asked", "answered"), OTHER)
def test_another_version_or_family_is_another_model(asked: str, answered: str) -> None:
    assert is_another(asked, answered, local=True)
    assert is_another(asked, answered, local=False)


def test_an_unknown_name_is_an_alias_on_ones_own_server_and_another_model_elsewhere() -> None:
    assert not is_another("MiniMax-M2.1", "my-model", local=True)
    assert is_another("MiniMax-M2.1", "gpt-oss-120b", local=False)


def test_another_model_is_told_once_and_changes_nothing_else(ask, backend: ScriptedBackend) -> None:
    hello = ChatPrompt((Message(Role.USER, "hello"),), max_tokens=9)
    backend.default(vllm_chat("an answer", model="MiniMax-M2.7"))
    told: list[str] = []
    heard = ask(hello, tell=told.append, settings={"model": "chat.model"})
    assert "".join(d.text for d in heard) == "an answer"
    (sentence,) = told
    assert "answers with MiniMax-M2.7 though MiniMax-M2.1 was asked for. Set chat.model" in sentence


def test_an_answer_in_one_piece_that_names_no_model_is_fine(ask, backend: ScriptedBackend) -> None:
    reply = {"choices": [{"message": {"content": "x"}, "finish_reason": "stop"}]}
    backend.default(json_reply("/v1/chat/completions", reply))
    told: list[str] = []
    ask(ChatPrompt((Message(Role.USER, "hello"),), max_tokens=9), tell=told.append)
    assert told == []


def test_that_a_model_has_ended_is_told_once_with_what_to_do(ask, backend: ScriptedBackend) -> None:
    hello = ChatPrompt((Message(Role.USER, "hello"),), max_tokens=9)
    backend.default(vllm_chat("an answer", model="minimax/minimax-m2.1"))
    told: list[str] = []
    ask(hello, "openrouter", model="minimax/minimax-m2.1", tell=told.append, settings={"model": "chat.model"})
    assert told == [
        "minimax/minimax-m2.1 was retired on 2026-11-05 (openrouter). "
        "Set chat.model to another, such as minimax/minimax-m3."
    ]


def test_a_model_that_is_only_old_is_not_talked_about(ask, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat("an answer"))
    told: list[str] = []
    ask(ChatPrompt((Message(Role.USER, "hello"),), max_tokens=9), "minimax", tell=told.append)
    assert told == []
