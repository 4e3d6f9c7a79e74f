"""Settings to a model: which family, on which endpoint, with which key."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Literal, TypeVar

from m2lsp import profiles
from m2lsp.app import keys
from m2lsp.app.lines import Lines, deadline_s, patience
from m2lsp.backends import connect
from m2lsp.backends.embedded import EmbeddedBackend
from m2lsp.backends.guards import Guards
from m2lsp.backends.providers import PROVIDERS, Provider
from m2lsp.backends.ways import way
from m2lsp.config import Candidate, Config, Endpoint
from m2lsp.core.chat import Backend
from m2lsp.core.errors import ConfigError
from m2lsp.profiles.model import Model
from m2lsp.profiles.spec import Profile

T = TypeVar("T")

Purpose = Literal["completion", "chat"]
EMBEDDED = "embedded"


def model(
    config: Config,
    purpose: Purpose,
    environment: Mapping[str, str],
    rank: int = 0,
    lines: Lines | None = None,
) -> Model:
    """The model that serves this purpose; with a ``rank``, the one that stands in at that place of the list.

    Nothing is asked of the network yet.  Blocks while a key command or a key chain is asked: call it in a
    thread.

    Raises:
        ConfigError: an unknown provider or profile, or a key that can't be had.
    """
    candidates = config.candidates(purpose)
    candidate = candidates[rank]
    provider, profile = provider_for(candidate), profile_for(candidate)
    if provider.name == EMBEDDED:
        return joined(profile, provider, EmbeddedBackend(candidate.endpoint.model))
    deadline, alone = deadline_s(config, purpose), len(candidates) == 1
    shared = lines or Lines()
    names = {name: f"{section}.{name}" for name, section in candidate.sections.items()}
    if not alone and candidate.endpoint.first_byte_timeout_s > deadline / 2:
        # The others need time to answer, too.
        candidate = replace(
            candidate, endpoint=replace(candidate.endpoint, first_byte_timeout_s=deadline / 2)
        )
        names["first_byte_timeout_s"] = f"{purpose}.deadline_s"
    if why := keys.missing(candidate.endpoint, provider, environment):
        raise ConfigError(why)
    backend = _endpoint(
        candidate.endpoint,
        (provider, profile),
        settings=names,
        key=keys.api_key(candidate.endpoint, provider, environment).reveal(),
        guards=shared.guards(candidate.endpoint, provider, patience(deadline, alone=alone)),
        tell=shared.tell,
    )
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
    return provider_for(config.candidates(purpose)[0])


def provider_for(candidate: Candidate) -> Provider:
    """The row that this endpoint's settings name.

    Raises:
        ConfigError: there is no such row; the sentence names the setting.
    """
    return _named(candidate.endpoint.provider, PROVIDERS, _setting(candidate, "provider"))


def profile_of(config: Config, purpose: Purpose) -> Profile:
    """The family for this purpose; see ``profile_for``.

    Raises:
        ConfigError: the set profile does not exist; the sentence names the setting.
    """
    return profile_for(config.candidates(purpose)[0])


def profile_for(candidate: Candidate) -> Profile:
    """The family: as set, else by the model's name, else what the provider serves, else M2.

    Raises:
        ConfigError: the set profile does not exist; the sentence names the setting.
    """
    endpoint = candidate.endpoint
    if endpoint.profile:
        known = {profile.name: profile for profile in profiles.PROFILES}
        return _named(endpoint.profile, known, _setting(candidate, "profile"))
    if endpoint.provider == EMBEDDED:
        return profiles.QWEN_CODER
    return profiles.find(endpoint.model) or profiles.M2


def _named(name: str, known: Mapping[str, T], setting: str) -> T:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(sorted(known))}."
    raise ConfigError(f"{setting}: there is no {name!r}. {hint}")


def _setting(candidate: Candidate, name: str) -> str:
    """The full name of the setting that decides."""
    return f"{candidate.sections.get(name, 'endpoint')}.{name}"


def _endpoint(  # noqa: PLR0913 (an endpoint is that many things)
    endpoint: Endpoint,
    rows: tuple[Provider, Profile],
    *,
    settings: Mapping[str, str],
    key: str,
    guards: Guards,
    tell: Callable[[str], None],
) -> Backend:
    provider, profile = rows
    return connect(
        provider,
        base_url=endpoint.base_url,
        model=endpoint.model,
        api_key=key,
        profile=profile,
        headers=endpoint.headers,
        connect_timeout_s=endpoint.connect_timeout_s,
        first_byte_timeout_s=endpoint.first_byte_timeout_s,
        stall_timeout_s=endpoint.stall_timeout_s,
        settings=settings,
        guards=guards,
        tell=tell,
    )
