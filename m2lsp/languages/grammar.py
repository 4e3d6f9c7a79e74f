"""Grammars and compiled queries, loaded when first asked for and then kept.

Both are read-only once made, so threads may share them.  Parsers and query cursors carry state: make a
new one for each use (half a microsecond; measured with tree-sitter 0.26).
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from m2lsp.languages.spec import FOLDER, Language

if TYPE_CHECKING:
    import tree_sitter

PURPOSES = (
    "definitions",
    "references",
    "imports",
    "scopes",
    "wrappers",
    "blocks",
    "comments",
    "strings",
)


OUTLINE = ("definitions", "comments", "wrappers")
"""What an outline is made from."""


@cache
def grammar(language: Language) -> "tree_sitter.Language":
    """The language's grammar."""
    import tree_sitter

    module, function = language.grammar
    return tree_sitter.Language(getattr(import_module(module), function)())


@cache
def query(language: Language, purpose: str) -> "tree_sitter.Query":
    """The language's query for one of ``PURPOSES``, what it inherits last.

    Raises:
        tree_sitter.QueryError: the file does not fit the grammar (the tests compile every one).
    """
    import tree_sitter

    return tree_sitter.Query(grammar(language), source(language.name, language.inherits, purpose))


@cache
def outline_query(language: Language) -> "tree_sitter.Query":
    """All of ``OUTLINE`` as one query, for a walk through the tree in place of three.

    Raises:
        tree_sitter.QueryError: a file does not fit the grammar.
    """
    import tree_sitter

    parts = (source(language.name, language.inherits, purpose) for purpose in OUTLINE)
    return tree_sitter.Query(grammar(language), "\n".join(parts))


def load(language: Language) -> None:
    """Load the grammar and compile every query, which takes some 30 ms the first time."""
    for purpose in PURPOSES:
        query(language, purpose)


def source(name: str, inherits: str, purpose: str) -> str:
    """The text of a language's query; a file that is not there adds nothing."""
    files = [FOLDER / folder / f"{purpose}.scm" for folder in (name, inherits) if folder]
    return "\n".join(file.read_text("utf-8") for file in files if file.exists())
