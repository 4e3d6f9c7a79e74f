"""What is declared about a setting, beside its field."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, NamedTuple, get_type_hints

from m2lsp.config.secret import Secret
from m2lsp.config.values import TYPES, ValueType


class Range(NamedTuple):
    """The least and the greatest number allowed."""

    least: float
    most: float


TOKENS = Range(1, 1_000_000)
"""For settings that count tokens."""

Allowed = Range | tuple[str, ...] | None
"""A range for numbers, the choices for a text, ``None`` for any value of the type."""


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: where it is written, what it takes, what it means, who may set it.

    ``project`` says whether a project's own file may set it; ``short`` is a second variable name.
    """

    section: str
    name: str
    type: ValueType
    default: object
    meaning: str
    allowed: Allowed
    project: bool
    short: str

    @property
    def full_name(self) -> str:
        """As in the files: ``completion.debounce_ms``."""
        return f"{self.section}.{self.name}"

    @property
    def variables(self) -> tuple[str, ...]:
        """Its names in the environment, the full one first."""
        full = f"M2LSP_{self.section}_{self.name}".upper().replace(".", "_")
        return (full, self.short) if self.short else (full,)

    @property
    def secret(self) -> bool:
        """Whether it is a key, which only the environment may hold."""
        return isinstance(self.default, Secret)

    @property
    def expected(self) -> str:
        """In words, what it takes."""
        match self.allowed:
            case Range(least, most):
                return f"{self.type.words} from {_plain(least)} to {_plain(most)}"
            case None:
                return self.type.words
            case choices:
                return "one of " + ", ".join(f'"{choice}"' for choice in choices)

    def accept(self, raw: object) -> object | None:
        """The value that ``raw`` stands for, or ``None`` where it is none that this setting takes."""
        value = self.type.accept(raw)
        match self.allowed:
            case Range(least, most):
                inside = isinstance(value, int | float) and least <= value <= most
                return value if inside else None
            case None:
                return value
            case choices:
                return value if value in choices else None


def _plain(number: float) -> str:
    return f"{number:,}" if number == int(number) else f"{number:g}"


def option(
    default: object, meaning: str, *, allowed: Allowed = None, project: bool = True, short: str = ""
) -> Any:
    """A dataclass field that is a setting; ``meaning`` is Markdown and justifies the default.

    Tables are left out of the ``repr``, since a header can hold a credential.
    """
    metadata = {"meaning": meaning, "allowed": allowed, "project": project, "short": short}
    if isinstance(default, Mapping):
        return field(default_factory=lambda: dict(default), metadata=metadata, repr=False)
    return field(default=default, metadata=metadata)


def options_of(section: str, cls: type) -> tuple[Option, ...]:
    """The settings that the fields of the dataclass ``cls`` declare."""
    hints = get_type_hints(cls)
    return tuple(
        Option(
            section=section,
            name=f.name,
            type=TYPES[hints[f.name]],
            default=f.default if f.default_factory is MISSING else f.default_factory(),
            **f.metadata,
        )
        for f in fields(cls)
    )
