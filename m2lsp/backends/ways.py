"""How ghost text is asked for: the best that model family and endpoint allow, from their rows alone."""

from m2lsp.backends.providers.spec import Provider
from m2lsp.core.chat import Way
from m2lsp.profiles.spec import Profile


def ways(profile: Profile, provider: Provider) -> tuple[Way, ...]:
    """All ways there are by the rows, best first; the reasons for the order are in ``Way``."""
    allowed = (
        (Way.FIM, profile.fim is not None and provider.raw),
        (Way.RAW_PREFILL, profile.template is not None and provider.raw),
        (Way.CHAT_PREFILL, provider.prefill),
        (Way.CHAT, profile.thinking is None),
        (Way.SWITCHED_OFF, provider.thinking_budget),
    )
    return tuple(w for w, fits in allowed if fits)


def way(profile: Profile, provider: Provider) -> Way:
    """The best way there is."""
    return next(iter(ways(profile, provider)), Way.THINKING)
