"""What a question is asked about."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from m2lsp.app.doctor.finding import Finding
from m2lsp.app.models import Purpose, provider_for
from m2lsp.app.services import Services
from m2lsp.backends import Endpoint
from m2lsp.backends.providers import Provider
from m2lsp.config import Candidate
from m2lsp.core.errors import ConfigError
from m2lsp.profiles.model import Model


@dataclass(frozen=True, slots=True)
class Part:
    """One endpoint and what it is used for; ``title`` names that, ``rank`` its place in the user's list."""

    services: Services
    purpose: Purpose
    title: str
    rank: int = 0
    ghost: bool = False
    chat: bool = False
    made: Model | None = None

    @property
    def candidate(self) -> Candidate:
        """What the settings say of it."""
        return self.services.config.candidates(self.purpose)[self.rank]

    @property
    def model(self) -> Model:
        """The model there, as its rows say.

        Raises:
            ConfigError: it is not made yet.
        """
        if self.made is None:
            raise ConfigError(f"There is no model for {self.title} yet.")
        return self.made

    @property
    def endpoint(self) -> Endpoint | None:
        """Its endpoint; ``None`` for the embedded model."""
        backend = self.model.backend
        return backend if isinstance(backend, Endpoint) else None

    @property
    def row(self) -> Provider:
        """The provider's row."""
        return provider_for(self.candidate)

    def setting(self, name: str) -> str:
        """The full name of the setting that decides here, such as ``chat.model``."""
        return f"{self.candidate.sections.get(name, 'endpoint')}.{name}"

    @property
    def probes(self) -> bool:
        """Whether m2lsp finds out by itself how this endpoint was started, and makes do with it."""
        return self.candidate.endpoint.probe


Question = Callable[[Part], Awaitable[Sequence[Finding]]]
"""Asks, and says what was found.  Raises an M2lspError where the endpoint fails."""
