"""Settings to a model: which family, on which endpoint, with which key."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Literal, TypeVar

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

T = TypeVar("T")

Purpose = Literal["completion", "chat"]
EMBEDDED = "embedded"


def model(config: Config, purpose: Purpose, environment: Mapping[str, str]) -> Model:
    """The model that serves this purpose.  Nothing is asked of the network yet.

    Blocks while a key command or a key chain is asked: call it in a thread.

    Raises:
        ConfigError: an unknown provider or profile, or a key that can't be had.
    """
    endpoint = config.endpoint_for(purpose)
    provider = provider_of(config, purpose)
    profile = profile_of(config, purpose)
    try:
        backend = _backend(endpoint, provider, profile, environment)
    except ConfigError as error:  # the endpoint does not know which section described it
        raise ConfigError(str(error).replace("endpoint.", f"{_section(config, purpose)}.")) from None
    return joined(profile, provider, backend)


def joined(profile: Profile, provider: Provider, backend: Backend) -> Model:
    """The two rows as what a feature is handed."""
    window = min(profile.context_tokens, provider.context_tokens or profile.context_tokens)
    own_rendering = provider.raw and profile.template is not None and provider.tokenize is not None
    return Model(
        profile,
        backend,
        way(profile, provider),
        window,
        tools=provider.tools,
        raw=own_rendering,
        eats=provider.loses,
    )


def provider_of(config: Config, purpose: Purpose) -> Provider:
    """The row that the settings name for this purpose.

    Raises:
        ConfigError: there is no such row; the sentence names the setting.
    """
    name = config.endpoint_for(purpose).provider
    return _named(name, PROVIDERS, _setting(config, purpose, "provider"))


def profile_of(config: Config, purpose: Purpose) -> Profile:
    """The family: as set, else by the model's name, else what the provider serves, else M2.

    Raises:
        ConfigError: the set profile does not exist; the sentence names the setting.
    """
    endpoint = config.endpoint_for(purpose)
    if endpoint.profile:
        known = {profile.name: profile for profile in profiles.PROFILES}
        return _named(endpoint.profile, known, _setting(config, purpose, "profile"))
    if endpoint.provider == EMBEDDED:
        return profiles.QWEN_CODER
    return profiles.find(endpoint.model) or profiles.M2


def _named(name: str, known: Mapping[str, T], setting: str) -> T:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(sorted(known))}."
    raise ConfigError(f"{setting}: there is no {name!r}. {hint}")


def _setting(config: Config, purpose: Purpose, name: Literal["provider", "profile"]) -> str:
    """The full name of the setting that decides: the purpose's own where it is set."""
    own = getattr(config, purpose)
    return f"{purpose}.{name}" if getattr(own, name) else f"endpoint.{name}"


def _section(config: Config, purpose: Purpose) -> str:
    """Which section says where the endpoint is."""
    own = getattr(config, purpose)
    return purpose if own.provider or own.base_url else "endpoint"


def _backend(
    endpoint: Endpoint, provider: Provider, profile: Profile, environment: Mapping[str, str]
) -> Backend:
    if provider.name == EMBEDDED:
        return EmbeddedBackend(endpoint.model)
    key = keys.api_key(endpoint, provider, environment)
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
