"""What a user can ask for: one file a feature, and the table that names them.

The table holds names, not imports: a feature is imported when it is first listed or run, so that
nothing heavy is loaded before ``initialize`` is answered.  To add an action: its file, its row, its test.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from m2lsp.agent.action import CodeAction


@dataclass(frozen=True, slots=True)
class Row:
    """A code action: ``name`` is its file, ``kind`` its LSP code action kind."""

    name: str
    kind: str


ACTIONS: tuple[Row, ...] = (
    Row("fix_diagnostic", "quickfix"),
    Row("fix_all", "quickfix"),
    Row("rewrite", "refactor.rewrite.m2lsp"),
    Row("implement", "refactor.rewrite.m2lsp.implement"),
    Row("extract_function", "refactor.extract.m2lsp"),
    Row("change_signature", "refactor.rewrite.m2lsp.signature"),
    Row("write_docs", "refactor.rewrite.m2lsp.docs"),
    Row("write_tests", "refactor.rewrite.m2lsp.tests"),
    Row("explain", "m2lsp.explain"),
)


def load(name: str) -> "CodeAction":
    """The action of that name.

    Raises:
        KeyError: there is none.
    """
    if name not in {row.name for row in ACTIONS}:
        raise KeyError(name)
    action: CodeAction = import_module(f"m2lsp.features.{name}").FEATURE
    return action
