"""A model family joined to the endpoint that carries it: what a feature is handed."""

from dataclasses import dataclass

from m2lsp.core.chat import Backend, Way
from m2lsp.profiles.spec import Profile


@dataclass(frozen=True, slots=True)
class Model:
    """``way`` says how ghost text is asked for on this endpoint."""

    profile: Profile
    backend: Backend
    way: Way
