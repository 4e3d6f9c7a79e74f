"""The command line: one file a subcommand.

Only the subcommand that was named is imported, because ``serve`` must start fast.
Exit codes: 0 done, 1 it could not be done (one sentence on standard error says why), 2 wrong usage,
130 interrupted.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import NoReturn

from m2lsp import __version__
from m2lsp.core.errors import M2lspError

COMMANDS = (
    *("serve", "try", "doctor", "complete", "act", "apply"),
    *("context", "thread", "model", "settings"),
)
# `try` is a keyword, so its file can't bear its name.
_MODULES = {"try": "try_"}
_HELP = ("-h", "--help", "--version")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the whole usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"m2lsp: {message.rstrip('.')}. See {self.prog} --help.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the subcommand that the command line names; ``serve`` if it names none."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or (words[0].startswith("-") and words[0] not in _HELP):
        words = ["serve", *words]
    _speak_utf8()
    args = _parser(words[0]).parse_args(words)
    try:
        code: int = args.run(args)
        if not sys.stdout.closed:
            sys.stdout.flush()
    except M2lspError as error:
        print(f"m2lsp: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output, `head` say, has gone
        # What is still buffered must go somewhere, or Python complains of it on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _speak_utf8() -> None:
    """What goes in and out is code: UTF-8 with its line ends as they are, on every platform."""
    for stream, errors in ((sys.stdin, "strict"), (sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors, newline="")


def _parser(first_word: str) -> argparse.ArgumentParser:
    parser = _Parser(prog="m2lsp", description="MiniMax-M2.1 in any editor.")
    parser.add_argument("--version", action="version", version=f"m2lsp {__version__}")
    if first_word not in (*COMMANDS, *_HELP):
        near = get_close_matches(first_word, COMMANDS, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(COMMANDS)}."
        parser.exit(2, f'm2lsp: there is no command "{first_word}". {hint}\n')
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in (first_word,) if first_word in COMMANDS else COMMANDS:
        module = import_module(f"m2lsp.cli.{_MODULES.get(name, name)}")
        module.add_parser(subparsers).set_defaults(run=module.run)
    return parser
