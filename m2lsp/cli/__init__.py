"""The command line: one file a subcommand.

Only the subcommand that was named is imported, because ``serve`` must start fast.
Exit codes: 0 done, 1 it could not be done (one sentence on standard error says why), 2 wrong usage,
130 interrupted.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from m2lsp import __version__
from m2lsp.core.errors import M2lspError

COMMANDS = (
    *("serve", "try", "doctor", "complete", "act", "apply"),
    *("context", "thread", "model", "settings"),
)
# `try` is a keyword, so its file can't bear its name.
_MODULES = {"try": "try_"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the subcommand that the command line names; ``serve`` if it names none."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help", "--version")):
        words = ["serve", *words]
    args = _parser(words[0]).parse_args(words)
    try:
        code: int = args.run(args)
    except M2lspError as error:
        print(f"m2lsp: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output, `head` say, has gone
        sys.stderr.close()
        return 1
    return code


def _parser(first_word: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="m2lsp", description="MiniMax-M2.1 in any editor.")
    parser.add_argument("--version", action="version", version=f"m2lsp {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in (first_word,) if first_word in COMMANDS else COMMANDS:
        module = import_module(f"m2lsp.cli.{_MODULES.get(name, name)}")
        module.add_parser(subparsers).set_defaults(run=module.run)
    return parser
