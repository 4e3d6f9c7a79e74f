"""What a question is asked about."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from m2lsp.app.doctor.finding import Finding
from m2lsp.app.models import Purpose, provider_of
from m2lsp.app.services import Services
from m2lsp.backends import Endpoint
from m2lsp.backends.providers import Provider
from m2lsp.core.errors import ConfigError
from m2lsp.profiles.model import Model


@dataclass(frozen=True, slots=True)
class Part:
    """One endpoint and what it is used for; ``title`` names that."""

    services: Services
    purpose: Purpose
    title: str
    ghost: bool = False
    chat: bool = False
    made: Model | None = None

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
        return provider_of(self.services.config, self.purpose)

    def setting(self, name: str) -> str:
        """The full name of the setting that decides here, such as ``chat.model``."""
        return self.endpoint.client.where.setting(name) if self.endpoint else f"endpoint.{name}"

    @property
    def probes(self) -> bool:
        """Whether m2lsp finds out by itself how this endpoint was started, and makes do with it."""
        return self.services.config.endpoint_for(self.purpose).probe


Question = Callable[[Part], Awaitable[Sequence[Finding]]]
"""Asks, and says what was found.  Raises an M2lspError where the endpoint fails."""
