"""What requests to one endpoint share, whatever they are for: places, what was learned, how it is doing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from m2lsp.backends.circuit import Circuit
from m2lsp.backends.gate import Gate
from m2lsp.backends.guards import Guards
from m2lsp.backends.meter import Meter
from m2lsp.backends.providers import Provider
from m2lsp.backends.retry import Patience
from m2lsp.backends.scale import Scale
from m2lsp.backends.where import is_here
from m2lsp.backends.window import Window
from m2lsp.config import Config, Endpoint

SHORT_S = 1.0
"""The longest wait before a retry, in seconds, where another endpoint may answer instead."""
LONGEST_S = 30.0
"""The same where there is none, and the request's own deadline leaves that much."""

HERE, OWN, FOREIGN = range(3)
"""How far an endpoint is: on this machine, a server of the user's own, somebody else's."""


def _silent(_: str) -> None:
    """Where nobody listens."""


@dataclass(slots=True)
class Line:
    """One model at one address.  The gate is that of the address."""

    gate: Gate
    circuit: Circuit = field(default_factory=Circuit)
    window: Window = field(default_factory=Window)
    scale: Scale = field(default_factory=Scale)


@dataclass(slots=True)
class Lines:
    """All lines of one set of settings.  ``tell`` shows the user a sentence that is no error."""

    tell: Callable[[str], None] = _silent
    meter: Meter | None = None
    _gates: dict[str, Gate] = field(default_factory=dict)
    _lines: dict[tuple[str, str, str], Line] = field(default_factory=dict)

    def line(self, endpoint: Endpoint, provider: Provider) -> Line:
        """The line to this endpoint."""
        address = endpoint.base_url or provider.base_url
        gate = self._gates.setdefault(address, Gate(endpoint.max_parallel))
        return self._lines.setdefault((provider.name, address, endpoint.model), Line(gate))

    def guards(self, endpoint: Endpoint, provider: Provider, patience: Patience) -> Guards:
        """What every request over this line passes."""
        line = self.line(endpoint, provider)
        return Guards(patience, line.gate, self.meter, line.window, line.scale)


def patience(deadline_s: float, *, alone: bool) -> Patience:
    """How long to wait for another try within a deadline; ``alone`` if no other endpoint stands in."""
    return Patience(longest_s=min(LONGEST_S, deadline_s / 4) if alone else SHORT_S)


def deadline_s(config: Config, purpose: str) -> float:
    """The deadline of the requests for this purpose, in seconds."""
    return config.completion.deadline_s if purpose == "completion" else config.chat.deadline_s


def distance(endpoint: Endpoint, provider: Provider) -> int:
    """How far code goes when it goes there."""
    address = endpoint.base_url or provider.base_url
    if not address or is_here(urlsplit(address).hostname or ""):  # the embedded model has no address
        return HERE
    return OWN if provider.local else FOREIGN
