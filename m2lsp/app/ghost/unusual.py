"""Documents that nobody would want ghost text in unless asked for: messages, prompts, generated code.

Told by what costs nothing: names, the first lines, the lines round the cursor, the length.
"""

import re

from m2lsp.core.document import Document
from m2lsp.core.errors import Drop

LONG_LINE = 2000
"""Characters of a line that nobody wrote by hand."""

NEAR = 2
"""Lines before and after the cursor that are looked at; a minifier makes few and long ones."""

HEAD = 1500
"""Characters at the top in which generators put their mark: behind a licence, if there is one."""

# Schemes of the URIs that editors give to what is no file of code.  VS Code: the commit message, comments of
# a review, output and debug console, the inputs of chat and of interactive windows, search results.
# Vim and Neovim: terminals, and buffers of plug-ins.
SCHEMES = frozenset(
    {
        *("vscode-scm", "comment", "output", "debug", "vscode-interactive-input", "search-editor"),
        *("vscode-chat-input", "chatSessionInput", "vscode-terminal", "walkThrough", "vscode-settings"),
        *("term", "oil", "fugitive", "quickfix"),
    }
)

# LSP's names of languages, or the editor's where LSP has none.
MESSAGE_LANGUAGES = frozenset(
    {
        *("git-commit", "git-rebase", "gitcommit", "gitrebase", "scminput", "hgcommit", "svn"),
        *("jj", "jj-commit", "jjdescription"),
    }
)
PROMPT_LANGUAGES = frozenset(
    {
        *("search-result", "chatinput", "log", "terminal", "TelescopePrompt", "dap-repl"),
        *("snacks_picker_input", "help", "man", "qf", "netrw"),
    }
)

_MESSAGE_FILE = re.compile(
    r"(?:COMMIT|TAG|NOTES|PULLREQ)_EDITMSG|(?:MERGE|SQUASH)_MSG|EDIT_DESCRIPTION|git-rebase-todo"
    r"|addp-hunk-edit\.diff|hg-editor-.*|svn-commit.*\.tmp|.*\.jjdescription"
)
_LOCK_FILE = re.compile(
    r".+\.lock|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|packages\.lock\.json|go\.sum"
    r"|.+\.lockfile|Package\.resolved"
)
# On a line that begins as comments do: a program that writes such a mark has it in its midst.
_GENERATED = re.compile(
    r"^[^\w\n]+(?:[^\n]*@generated\b"
    r"|[^\n]*<auto-?generated\b"
    r"|[^\n]*\bgenerated\b(?:[^\n]*\n){0,2}?[^\n]*\bdo not (?:edit|modify|change)\b"
    r"|[^\n]*\bdo not (?:edit|modify|change)\b(?:[^\n]*\n){0,2}?[^\n]*\bgenerated\b)",
    re.IGNORECASE | re.MULTILINE,
)

PROMPT = Drop("prompt", "This is no file of code, so nothing is suggested by itself.")
MESSAGE = Drop("message", "Nothing is suggested by itself in a message to version control.")
GENERATED = Drop("generated", "A program wrote this file, so nothing is suggested by itself.")
MINIFIED = Drop(
    "minified", "The lines are too long to be written by hand, so nothing is suggested by itself."
)
HUGE = Drop("huge", "The file is too long for suggestions by themselves (completion.max_file_characters).")


def unusual(document: Document, at: int, limit: int) -> Drop | None:
    """Why ghost text is not expected there, if it is not; ``limit`` is the most characters of a file."""
    return _by_name(document) or _by_text(document, at, limit)


def _by_name(document: Document) -> Drop | None:
    language, name = document.language_id, document.name
    if language in MESSAGE_LANGUAGES or _MESSAGE_FILE.fullmatch(name):
        return MESSAGE
    if language in PROMPT_LANGUAGES or document.uri.partition(":")[0] in SCHEMES:
        return PROMPT
    return GENERATED if _LOCK_FILE.fullmatch(name) else None


def _by_text(document: Document, at: int, limit: int) -> Drop | None:
    if len(document.text) > limit:
        return HUGE
    if _longest_near(document, at) > LONG_LINE:
        return MINIFIED
    head = document.text[:HEAD]
    return GENERATED if "generated" in head.lower() and _GENERATED.search(head) else None


def _longest_near(document: Document, at: int) -> int:
    """The length of the longest line round the cursor, in characters."""
    starts = document.starts
    here = document.line_of(at)
    first, last = max(here - NEAR, 0), min(here + NEAR, len(starts) - 1)
    ends = [*(starts[line] for line in range(first + 1, last + 1)), _end(document, last)]
    return max(end - starts[line] for line, end in zip(range(first, last + 1), ends, strict=True))


def _end(document: Document, line: int) -> int:
    return document.starts[line + 1] if line + 1 < len(document.starts) else len(document.text)
