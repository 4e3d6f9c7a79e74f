"""Settings to a model: which family, on which endpoint, with which key."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Literal

from m2lsp import profiles
from m2lsp.app import keys
from m2lsp.backends import connect
from m2lsp.backends.embedded import EmbeddedBackend
from m2lsp.backends.providers import PROVIDERS, Provider
from m2lsp.backends.ways import way
from m2lsp.config import Config, Endpoint
from m2lsp.core.chat import Backend
from m2lsp.core.errors import ConfigError
from m2lsp.profiles.model import Model
from m2lsp.profiles.spec import Profile

Purpose = Literal["completion", "chat"]
EMBEDDED = "embedded"


def model(config: Config, purpose: Purpose, environment: Mapping[str, str]) -> Model:
    """The model that serves this purpose.  Nothing is asked of the network yet.

    Blocks while a key command or a key chain is asked: call it in a thread.

    Raises:
        ConfigError: an unknown provider or profile, or a key that can't be had.
    """
    endpoint = config.endpoint_for(purpose)
    provider = provider_of(endpoint)
    profile = profile_of(endpoint, provider)
    backend = _backend(endpoint, provider, profile, environment)
    window = min(profile.context_tokens, provider.context_tokens or profile.context_tokens)
    return Model(profile, backend, way(profile, provider), window)


def provider_of(endpoint: Endpoint) -> Provider:
    """The row that the settings name.

    Raises:
        ConfigError: there is no such row.
    """
    if endpoint.provider in PROVIDERS:
        return PROVIDERS[endpoint.provider]
    near = get_close_matches(endpoint.provider, PROVIDERS, n=1)
    known = ", ".join(sorted(PROVIDERS))
    hint = f"Did you mean {near[0]}?" if near else f"There are: {known}."
    raise ConfigError(f"endpoint.provider: there is no provider {endpoint.provider!r}. {hint}")


def profile_of(endpoint: Endpoint, provider: Provider) -> Profile:
    """The family: as set, else by the model's name, else what the provider serves, else M2.

    Raises:
        ConfigError: the set profile does not exist.
    """
    if endpoint.profile:
        named = {p.name: p for p in profiles.PROFILES}
        if endpoint.profile not in named:
            known = ", ".join(sorted(named))
            raise ConfigError(f"endpoint.profile: there is no {endpoint.profile!r}. There are: {known}.")
        return named[endpoint.profile]
    if provider.name == EMBEDDED:
        return profiles.QWEN_CODER
    return profiles.find(endpoint.model) or profiles.M2


def _backend(
    endpoint: Endpoint, provider: Provider, profile: Profile, environment: Mapping[str, str]
) -> Backend:
    if provider.name == EMBEDDED:
        return EmbeddedBackend(endpoint.model)
    variables = (provider.api_key_env,) if provider.api_key_env else ()
    key = keys.api_key(endpoint, variables, environment)
    return connect(
        provider,
        base_url=endpoint.base_url,
        model=endpoint.model,
        api_key=key.reveal(),
        profile=profile,
        headers=endpoint.headers,
        connect_timeout_s=endpoint.connect_timeout_s,
        first_byte_timeout_s=endpoint.first_byte_timeout_s,
        stall_timeout_s=endpoint.stall_timeout_s,
    )
