"""What the model may call, a file each, and the table of them.

Tools read; they never write and never run anything.  All features declare the same ones in the same order:
they are rendered into the prompt's very beginning, so any change costs the whole prefix cache (m2-wire,
section 1).  Arguments are short strings and integers: a raw ``</parameter>`` in one truncates it, so edits
travel in the message's content (the same, section 3).

To add one: its file with an ``INSTRUMENT``, its name in ``NAMES``, its test.
"""

from functools import cache
from importlib import import_module

from m2lsp.agent.tools.spec import Given, Instrument

NAMES = (
    *("check_edit", "find_definition", "find_references", "find_text", "list_files", "outline_file"),
    *("read_diagnostics", "read_file"),
)
READING = frozenset(NAMES) - {"check_edit"}

__all__ = ["NAMES", "READING", "Given", "Instrument", "instruments"]


@cache
def instruments(*, reading: bool) -> tuple[Instrument, ...]:
    """The tools in their order; without ``reading`` those that look at no file."""
    names = (name for name in NAMES if reading or name not in READING)
    return tuple(import_module(f"m2lsp.agent.tools.{name}").INSTRUMENT for name in names)
