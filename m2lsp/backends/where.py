"""Where an endpoint is: what messages call it, and which settings they send the user to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

from m2lsp.core.text import one_line

_QUOTE = 200  # characters of the endpoint's own words that are shown
_USUAL: Mapping[str, str] = {"context_tokens": "chat", "max_tokens": "chat"}


@dataclass(frozen=True, slots=True)
class Where:
    """The endpoint as messages call it, and the key that must not show in them.

    ``settings`` says for a setting's name which one decides here, in full: ``{"model": "chat.model"}``.
    For one that is not there it is the same of ``endpoint``, or of ``chat`` for limits that only the sections
    of the purposes have.
    """

    name: str
    key: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Where({self.name!r})"

    def setting(self, name: str) -> str:
        """The full name of the setting that decides, such as ``chat.model``."""
        return self.settings.get(name) or f"{_USUAL.get(name, 'endpoint')}.{name}"

    def quote(self, message: str) -> str:
        """The endpoint's own words as the tail of a sentence, if there are any."""
        plain = one_line(message.replace(self.key, "…") if self.key else message, _QUOTE).rstrip(".")
        return f" ({plain})" if plain else ""


def is_here(host: str) -> bool:
    """Whether a host, as an address names it, is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
