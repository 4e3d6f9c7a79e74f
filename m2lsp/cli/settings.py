"""``m2lsp settings EDITOR``: what to paste into that editor's settings.

An editor is a file ``editors/NAME.txt``: lines ``title:``, ``where:`` and ``status:`` (what was tried),
an empty line, the snippet, which is empty where there is nothing true to paste.  The snippet alone goes to
standard output, so that it can be appended to a file.

No snippet names an endpoint: an editor's settings count more than the user's file, so a pasted one would
undo a working configuration.
"""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files

ENDPOINT = "which model answers is set in the environment or in config.toml, for all editors: m2lsp doctor"


@dataclass(frozen=True, slots=True)
class Editor:
    """One editor's snippet, where it goes, and how far it was tried."""

    title: str
    where: str
    status: str
    snippet: str


def add_parser(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "settings",
        help="print what to paste into an editor's settings",
        description="Print what to paste into an editor's settings.",
        epilog="example: m2lsp settings neovim",
    )
    parser.add_argument("editor", nargs="?", help="the editor; without one, list them")
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the snippet, or the list of editors.

    Returns 2 for an editor that is not known, 1 for one that has no snippet.
    """
    known = editors()
    if not args.editor:
        print("\n".join(f"{name:<16}{editor.title}" for name, editor in known.items()))
        return 0
    name = args.editor.lower()
    if name not in known:
        print(_unknown(name, known), file=sys.stderr)
        return 2
    editor = known[name]
    if not editor.snippet:
        print(f"{editor.title}: {editor.where}. {editor.status}.", file=sys.stderr)
        return 1
    print(f"{editor.title}: {editor.where}\n({editor.status})\n({ENDPOINT})\n", file=sys.stderr)
    print(editor.snippet, end="")
    return 0


def editors() -> Mapping[str, Editor]:
    """Every editor by the name that the command line takes."""
    folder = files("m2lsp.cli") / "editors"
    texts = {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir()}
    return {name.removesuffix(".txt"): _read(texts[name]) for name in sorted(texts)}


def _read(text: str) -> Editor:
    head, _, snippet = text.partition("\n\n")
    return Editor(**dict(line.split(": ", 1) for line in head.splitlines()), snippet=snippet)


def _unknown(name: str, known: Mapping[str, Editor]) -> str:
    near = [full for full in known if get_close_matches(name, [full, *full.split("-")])]
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(known)}."
    return f'm2lsp has no settings for "{name}". {hint}'
