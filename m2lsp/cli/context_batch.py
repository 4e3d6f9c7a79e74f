"""``m2lsp context --batch``: JSON lines in and out, for measuring what the model would be shown.

In:  ``{"root", "path", "text", "line", "character", "budget_tokens", "open_files"}``: the workspace, the
document in it and its text (the file itself is not read), LSP's position in UTF-16 units, both from 0,
the budget in tokens, and the paths of other open documents in the workspace, which are read.
Out: ``{"context": all of it as one text, "tokens": about how many}``, or ``{"error": a sentence}``.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from m2lsp.app import files
from m2lsp.app.indexed import indexed
from m2lsp.app.services import Services
from m2lsp.cli.services import loaded
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined, M2lspError
from m2lsp.core.feature import Budget, Request
from m2lsp.core.symbol import Symbols
from m2lsp.core.text import Encoding, Span

Workspaces = Callable[[str], Services]

SHAPE = (
    'A line must be {"root": …, "path": …, "text": …, "line": …, "character": …, "budget_tokens": …, '
    '"open_files": […]}.'
)


def batch() -> int:
    """Answer every line; 0 in the end."""
    workspace = lru_cache(maxsize=8)(_workspace)
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(_answer(line, workspace)), flush=True)  # ASCII: a text may hold what UTF-8 can't
    return 0


def _workspace(root: str) -> Services:
    folder = files.absolute(Path(root))
    return Services(loaded(folder).config, [folder], os.environ)


def _answer(line: str, workspace: Workspaces) -> dict[str, Any]:
    from m2lsp.app.models import profile_of
    from m2lsp.context import gather

    try:
        case = json.loads(line)
        provided = workspace(case["root"])
        request = _request(case, provided)
        profile = profile_of(provided.config, "completion")
    except M2lspError as error:
        return {"error": str(error)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {"error": SHAPE}
    seen = gather(request, profile.tokens)
    others = (f"{snippet.path}:\n{snippet.text}" for snippet in seen.snippets)
    shown = [*others, seen.excerpt.of(seen.document.text)]
    return {"context": "\n".join(shown), "tokens": seen.tokens}


def _request(case: Any, provided: Services) -> Request:
    (root,) = provided.folders
    path = files.absolute(root / case["path"])
    document = Document(path.as_uri(), case["text"], path=path)
    provided.permit(document)
    at = document.offset(case["line"], case["character"], Encoding.UTF16)
    beside = [files.absolute(root / name) for name in case.get("open_files") or ()]
    others = tuple(_others([other for other in beside if other != path], provided))
    budget = Budget(case["budget_tokens"], 0)
    return Request(
        document,
        Span(at, at),
        budget,
        open_documents=others,
        folders=(root,),
        symbols=_symbols(provided),
    )


@lru_cache(maxsize=8)
def _symbols(provided: Services) -> Symbols | None:
    """The index of the workspace, brought up to date first."""
    return indexed(provided)


def _others(paths: list[Path], provided: Services) -> Iterator[Document]:
    """Those of the files that are there and may be shown."""
    for path in paths:
        with suppress(Declined):
            provided.permit(Document(path.as_uri(), "", path=path))
            yield files.read(path)
