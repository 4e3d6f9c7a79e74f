"""A text that is never shown by accident."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A key.  Logs, messages and tracebacks show that it is there, never what it is."""

    _text: str = ""

    def reveal(self) -> str:
        """The key itself, for the one place that sends it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(set)" if self._text else "Secret(empty)"
