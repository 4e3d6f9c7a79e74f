"""How ghost text is asked for, and what keeps a model from thinking: from the two rows alone."""

from collections.abc import Mapping
from typing import Any

from m2lsp.backends.providers.spec import Provider
from m2lsp.core.chat import Way
from m2lsp.profiles.spec import Lever, Profile


def ways(profile: Profile, provider: Provider) -> tuple[Way, ...]:
    """All ways there are by the rows, best first; the reasons for the order are in ``Way``."""
    allowed = (
        (Way.FIM, profile.fim is not None and provider.raw),
        (Way.RAW_PREFILL, profile.template is not None and provider.raw),
        (Way.CHAT_PREFILL, begins(profile, provider)),
        (Way.CHAT, profile.thinking is None),
        (Way.SWITCHED_OFF, bool(levers(profile, provider))),
    )
    return tuple(w for w, fits in allowed if fits)


def way(profile: Profile, provider: Provider) -> Way:
    """The best way there is."""
    return next(iter(ways(profile, provider)), Way.THINKING)


def begins(profile: Profile | None, provider: Provider) -> bool:
    """Whether the model can go on over chat from a start of ours.

    A family that thinks must close its block before such a start, which we know only of a template that
    we have read.
    """
    closes = profile is None or profile.thinking is None or profile.template is not None
    return provider.prefill and closes


def levers(profile: Profile, provider: Provider) -> tuple[Lever, ...]:
    """What keeps this family from thinking on this endpoint, best first."""
    return tuple(lever for lever in profile.levers if lever in provider.levers)


def no_thinking(profile: Profile, provider: Provider) -> Mapping[str, Any] | None:
    """The fields of a chat request that ask for no thinking; ``None`` where nothing does."""
    return next(
        ({provider.levers[lever]: profile.levers[lever]} for lever in levers(profile, provider)), None
    )
