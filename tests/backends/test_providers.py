"""The rows of endpoints: each is whole, and what follows from it is the best there is."""

from dataclasses import fields

import pytest

from m2lsp.backends.providers import PROVIDERS, Grade, Provider, retirement
from m2lsp.backends.providers.spec import QUOTED
from m2lsp.backends.reasoning import Kind
from m2lsp.backends.ways import way
from m2lsp.core.chat import Way
from m2lsp.profiles import M2, M3, M3_1, QWEN_CODER, Profile

each = pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda p: p.name)
STRUCTURE = {"name", "local", "api_key_env", "grades", "source", "headers", "default_model"}


@each
def test_a_row_says_where_its_facts_are_from_and_grades_only_fields_it_has(provider: Provider) -> None:
    assert provider.source
    assert set(provider.grades) <= {f.name for f in fields(provider)} - STRUCTURE


def test_what_is_not_graded_is_unverified() -> None:
    assert PROVIDERS["vllm"].grade("raw") is Grade.A
    assert PROVIDERS["generic"].grade("raw") is Grade.UNVERIFIED
    assert (PROVIDERS["vllm"].unverified, PROVIDERS["minimax"].unverified) == ((), ("top_k",))


@each
def test_a_third_party_is_asked_over_tls_and_with_a_key(provider: Provider) -> None:
    if not provider.local and provider.base_url:
        assert provider.api_key_env
        assert provider.base_url.startswith("https://")


@each
def test_who_has_no_address_has_no_usual_variable_as_its_key_could_go_to_anybody(provider: Provider) -> None:
    assert provider.base_url or not provider.api_key_env


@each
def test_an_address_names_its_version(provider: Provider) -> None:
    assert not provider.base_url or "/v1" in provider.base_url
    assert not provider.base_url.endswith("/")


@each
def test_a_row_says_of_every_lever_in_which_field_it_goes(provider: Provider) -> None:
    assert all(provider.levers.values())


@each
def test_a_row_says_what_becomes_of_markers_in_an_answer_only_of_those_asked_about(
    provider: Provider,
) -> None:
    assert set(provider.eats) <= set(QUOTED)


@each
def test_a_model_that_ended_is_noted_with_when(provider: Provider) -> None:
    assert all(m.note and "2026" in m.note for m in provider.models if m.ended)


def test_what_is_known_of_a_models_end_is_one_sentence_and_what_to_do() -> None:
    assert retirement(PROVIDERS["openrouter"], "minimax/MiniMax-M2.1") == (
        "minimax/minimax-m2.1 was retired on 2026-11-05 (openrouter). "
        "Set endpoint.model to another, such as minimax/minimax-m3."
    )
    assert retirement(PROVIDERS["openrouter"], "minimax/minimax-m3") == ""
    assert retirement(PROVIDERS["vllm"], "MiniMax-M2.1") == ""


@each
def test_a_shape_with_a_field_names_it(provider: Provider) -> None:
    assert provider.shape.kind is not Kind.FIELD or provider.shape.fields


@each
def test_the_default_model_is_one_of_the_row_and_not_ended(provider: Provider) -> None:
    if provider.default_model:
        assert provider.default_model in {m.id for m in provider.models if not m.ended}


@pytest.mark.parametrize(
    ("profile", "provider", "expected"),
    [
        (M2, "vllm", Way.RAW_PREFILL),
        (M2, "vllm-no-parser", Way.RAW_PREFILL),
        (M2, "llama.cpp", Way.RAW_PREFILL),
        (M2, "sglang", Way.RAW_PREFILL),
        (M2, "lm-studio", Way.RAW_PREFILL),
        (M2, "ollama", Way.THINKING),
        (M2, "deepinfra", Way.THINKING),
        (M2, "together", Way.THINKING),
        (M2, "novita", Way.THINKING),
        (M2, "fireworks", Way.THINKING),
        (M2, "minimax", Way.THINKING),
        (M2, "minimax-cn", Way.THINKING),
        (M2, "openrouter", Way.THINKING),
        (M2, "generic", Way.THINKING),
        (M3, "vllm", Way.SWITCHED_OFF),
        (M3, "sglang", Way.SWITCHED_OFF),
        (M3, "minimax", Way.SWITCHED_OFF),
        (M3, "openrouter", Way.THINKING),
        (M3_1, "minimax", Way.THINKING),
        (QWEN_CODER, "vllm", Way.FIM),
        (QWEN_CODER, "llama.cpp", Way.FIM),
        (QWEN_CODER, "embedded", Way.FIM),
        (QWEN_CODER, "generic", Way.CHAT),
        (QWEN_CODER, "openrouter", Way.CHAT),
    ],
)
def test_ghost_text_is_asked_for_in_the_best_way(profile: Profile, provider: str, expected: Way) -> None:
    assert way(profile, PROVIDERS[provider]) is expected
