"""The rows of endpoints: each is whole, and what follows from it is the best there is."""

from dataclasses import fields

import pytest

from m2lsp.backends.providers import PROVIDERS, Grade, Provider
from m2lsp.backends.reasoning import Kind
from m2lsp.backends.ways import way
from m2lsp.core.chat import Way
from m2lsp.profiles import M2, QWEN_CODER, Profile

each = pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda p: p.name)
STRUCTURE = {"name", "local", "api_key_env", "grades", "source", "headers", "default_model"}


@each
def test_a_row_says_where_its_facts_are_from_and_grades_only_fields_it_has(provider: Provider) -> None:
    assert provider.source
    assert set(provider.grades) <= {f.name for f in fields(provider)} - STRUCTURE


def test_what_is_not_graded_is_unverified() -> None:
    assert PROVIDERS["vllm"].grade("raw") is Grade.A
    assert PROVIDERS["generic"].grade("raw") is Grade.UNVERIFIED
    assert (PROVIDERS["vllm"].unverified, PROVIDERS["minimax"].unverified) == ((), ("prefill", "top_k"))


@each
def test_a_third_party_is_asked_over_tls_and_with_a_key(provider: Provider) -> None:
    if not provider.local and provider.base_url:
        assert provider.api_key_env
        assert provider.base_url.startswith("https://")


@each
def test_who_has_no_address_has_no_usual_variable_as_its_key_could_go_to_anybody(provider: Provider) -> None:
    assert provider.base_url or not provider.api_key_env


@each
def test_an_address_ends_in_its_version(provider: Provider) -> None:
    assert not provider.base_url or provider.base_url.endswith("/v1")


@each
def test_a_shape_with_a_field_names_it(provider: Provider) -> None:
    assert provider.shape.kind is not Kind.FIELD or provider.shape.fields


@each
def test_the_default_model_is_one_of_the_row_and_not_ended(provider: Provider) -> None:
    if provider.default_model:
        notes = {m.id: m.note for m in provider.models}
        assert "ended" not in notes[provider.default_model] and "retired" not in notes[provider.default_model]


@pytest.mark.parametrize(
    ("profile", "provider", "expected"),
    [
        (M2, "vllm", Way.RAW_PREFILL),
        (M2, "vllm-no-parser", Way.RAW_PREFILL),
        (M2, "llama.cpp", Way.RAW_PREFILL),
        (M2, "minimax", Way.THINKING),
        (M2, "minimax-cn", Way.THINKING),
        (M2, "openrouter", Way.THINKING),
        (M2, "generic", Way.THINKING),
        (QWEN_CODER, "vllm", Way.FIM),
        (QWEN_CODER, "llama.cpp", Way.FIM),
        (QWEN_CODER, "embedded", Way.FIM),
        (QWEN_CODER, "generic", Way.CHAT),
        (QWEN_CODER, "openrouter", Way.CHAT),
    ],
)
def test_ghost_text_is_asked_for_in_the_best_way(profile: Profile, provider: str, expected: Way) -> None:
    assert way(profile, PROVIDERS[provider]) is expected
