"""Which endpoint ghost text and chat use."""

from dataclasses import replace

import pytest

from m2lsp.config import Chat, Completion, Config, Endpoint, Secret

MAIN = Endpoint(
    provider="minimax",
    base_url="https://main.example/v1",
    model="MiniMax-M2.1",
    profile="m2",
    api_key=Secret("main"),
    api_key_command=("main-command",),
    api_key_keychain="main-service",
    headers={"X-Main": "main"},
    connect_timeout_s=1.0,
    first_byte_timeout_s=2.0,
    stall_timeout_s=3.0,
)
ELSEWHERE = Endpoint(connect_timeout_s=1.0, first_byte_timeout_s=2.0, stall_timeout_s=3.0)

CASES = [
    ({}, MAIN),
    ({"model": "other"}, replace(MAIN, model="other", profile="")),
    ({"model": "other", "profile": "m3"}, replace(MAIN, model="other", profile="m3")),
    ({"profile": "m3"}, replace(MAIN, profile="m3")),
    ({"provider": "minimax", "base_url": "https://main.example/v1/"}, MAIN),
    (
        {"api_key": Secret("own")},
        replace(MAIN, api_key=Secret("own"), api_key_command=(), api_key_keychain=""),
    ),
    (
        {"api_key_command": ("own",)},
        replace(MAIN, api_key=Secret(), api_key_command=("own",), api_key_keychain=""),
    ),
    ({"provider": "embedded"}, replace(ELSEWHERE, provider="embedded")),
    ({"base_url": "http://127.0.0.1:8001/v1"}, replace(ELSEWHERE, base_url="http://127.0.0.1:8001/v1")),
    (
        {"provider": "together", "model": "qwen", "api_key": Secret("own")},
        replace(ELSEWHERE, provider="together", model="qwen", api_key=Secret("own")),
    ),
]


@pytest.mark.parametrize(("own", "expected"), CASES)
def test_what_a_section_leaves_empty_comes_from_the_main_endpoint_unless_it_moves(own, expected):
    assert Config(endpoint=MAIN, completion=Completion(**own)).endpoint_for("completion") == expected
    assert Config(endpoint=MAIN, chat=Chat(**own)).endpoint_for("chat") == expected


def test_a_section_that_moves_leaves_the_other_use_alone():
    config = Config(endpoint=MAIN, completion=Completion(provider="embedded"))
    assert config.endpoint_for("chat") == MAIN


@pytest.mark.parametrize("own", [{"provider": "vllm"}, {"base_url": "http://other.example"}])
def test_nothing_secret_of_the_main_endpoint_goes_to_another_host(own):
    there = Config(endpoint=MAIN, completion=Completion(**own)).endpoint_for("completion")
    assert not there.api_key
    assert not there.api_key_command
    assert not there.api_key_keychain
    assert not there.headers
    assert not there.model
