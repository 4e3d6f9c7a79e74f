"""What the grammars know about a text, as spans and names.

One folder a language: ``language.toml`` and one query file a purpose.  To add a language, add a folder
(and its grammar to ``pyproject.toml``); no Python changes.  Nodes and trees stay inside this package.

    definitions.scm   what a name is given to: ``@definition.KIND`` with ``@name``, perhaps ``@body``
                      (what a signature leaves out), ``@doc`` (a docstring), ``@container`` (an owner that
                      stands elsewhere), ``@start`` (of a signature that begins above the line of the name),
                      ``@line`` (where the signature is that line);
                      where two patterns give one name, the earlier one says the kind
    references.scm    what a name is used for: ``@reference.KIND`` with ``@name``
    imports.scm       whole import statements of the file: ``@import``
    scopes.scm        what an edit may be confined to: ``@scope``
    wrappers.scm      what belongs to a declaration though it stands round it (decorators, ``export``):
                      ``@wrapper`` with ``@wrapped``
    blocks.scm        bodies that hold statements: ``@block``, and ``@blank`` for what does not count as one
    comments.scm      ``@comment``, ``@attribute`` for what may stand between it and its declaration, and
                      ``@docstring`` for statements that only document
    strings.scm       ``@string``, and ``@code`` for code inside of one

Importing this package loads no grammar and no tree-sitter: the first ``parse`` does.
"""

from m2lsp.languages.grammar import load
from m2lsp.languages.overview import Overview
from m2lsp.languages.parsing import follow, known, parse, parse_once, recent
from m2lsp.languages.spec import Language, all_languages, find, language_of
from m2lsp.languages.syntax import SHORT, Syntax
from m2lsp.languages.tags import Reference, Tag

__all__ = [
    "SHORT",
    "Language",
    "Overview",
    "Reference",
    "Syntax",
    "Tag",
    "all_languages",
    "find",
    "follow",
    "known",
    "language_of",
    "load",
    "parse",
    "parse_once",
    "recent",
]
