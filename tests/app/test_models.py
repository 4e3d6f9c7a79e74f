"""Settings to a model."""

import asyncio

import pytest

from m2lsp.app.models import Purpose, model
from m2lsp.config import Config, load
from m2lsp.core.chat import Way
from m2lsp.core.errors import ConfigError


def config(**sections: dict) -> Config:
    loaded = load(environment={}, user_file=None, project_files=[], editor=sections)
    assert loaded.problems == ()
    return loaded.config


WRONG = [
    ({"endpoint": {"provider": "vlm"}}, "chat", "endpoint.provider: there is no 'vlm'. Did you mean vllm?"),
    ({"chat": {"provider": "vlm"}}, "chat", "chat.provider: there is no 'vlm'. Did you mean vllm?"),
    ({"completion": {"provider": "vlm"}}, "completion", "completion.provider: there is no 'vlm'."),
    ({"completion": {"provider": "#?"}}, "completion", "completion.provider: there is no '#?'. There are: "),
    ({"endpoint": {"profile": "m9"}}, "chat", "endpoint.profile: there is no 'm9'."),
    ({"chat": {"profile": "m9"}}, "chat", "chat.profile: there is no 'm9'."),
    ({"endpoint": {"provider": "generic"}}, "chat", "endpoint.base_url: "),
    ({"completion": {"provider": "generic"}}, "completion", "completion.base_url: "),
    ({"chat": {"base_url": "ftp://x"}}, "chat", "chat.base_url: "),
]


@pytest.mark.parametrize(
    ("sections", "purpose", "sentence"), WRONG, ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_wrong_setting_is_named_as_the_user_wrote_it(sections: dict, purpose: Purpose, sentence: str):
    with pytest.raises(ConfigError) as raised:
        model(config(**sections), purpose, {})
    assert str(raised.value).startswith(sentence)
    assert str(raised.value).endswith((".", "?"))


def test_what_is_wrong_for_one_purpose_does_not_spoil_the_other():
    settings = config(completion={"provider": "vlm"})
    assert model(settings, "chat", {}).profile.name == "m2"


@pytest.mark.parametrize(
    ("endpoint", "profile", "way", "tokens"),
    [
        ({}, "m2", Way.RAW_PREFILL, 196_608),
        ({"model": "MiniMaxAI/MiniMax-M2.1"}, "m2", Way.RAW_PREFILL, 196_608),
        ({"model": "Qwen/Qwen2.5-Coder-1.5B"}, "qwen-coder", Way.FIM, 32_768),
        ({"model": "my-own-name"}, "m2", Way.RAW_PREFILL, 196_608),
        ({"model": "my-own-name", "profile": "qwen-coder"}, "qwen-coder", Way.FIM, 32_768),
        ({"provider": "embedded"}, "qwen-coder", Way.FIM, 4096),
        ({"provider": "minimax"}, "m2", Way.THINKING, 196_608),
    ],
)
def test_family_and_way_follow_from_the_settings(endpoint: dict, profile: str, way: Way, tokens: int):
    made = model(config(endpoint=endpoint), "completion", {"MINIMAX_API_KEY": "k"})
    assert (made.profile.name, made.way, made.context_tokens) == (profile, way, tokens)
    asyncio.run(made.backend.close())


def test_a_key_never_shows_in_what_an_endpoint_is_called():
    made = model(config(endpoint={"base_url": "http://me:hush@h:1/v1"}), "chat", {"VLLM_API_KEY": "k-secret"})
    assert "hush" not in repr(made)
    assert "k-secret" not in repr(made)
