"""``m2lsp serve``: the language server.  ``m2lsp`` alone is ``m2lsp serve --stdio``."""

import argparse
import gc
import sys
from typing import Any

WAITING = "m2lsp: waiting for an editor on standard input; m2lsp --help lists the commands"

WHILE_STARTING = (10_000, 1_000, 1_000)
"""New objects before the collector looks at them, and how often it does before it looks at older ones."""


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "serve",
        help="the language server (default)",
        description="Speak the language server protocol with an editor.",
        epilog="example: m2lsp serve --tcp 127.0.0.1:9257",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--stdio", action="store_true", help="standard input and output (default)")
    where.add_argument("--tcp", metavar="HOST:PORT", type=_address, help="wait for one client on TCP")
    where.add_argument("--ws", metavar="HOST:PORT", type=_address, help="wait for one client on a websocket")
    parser.add_argument("--anywhere", action="store_true", help="allow an address that is not loopback")
    # Editors built on vscode-languageclient add this to any command line.
    parser.add_argument("--clientProcessId", help=argparse.SUPPRESS)
    return parser


def run(args: argparse.Namespace) -> int:
    """Serve until the client leaves."""
    # Importing lsprotocol's types makes a great many objects. The collector looks at new ones only, and
    # seldom, until the server sets it right again: never would save 20 ms more and cost 9 MiB (make bench).
    gc.set_threshold(*WHILE_STARTING)
    from m2lsp.lsp import serve

    if args.tcp:
        return serve.tcp(*args.tcp, anywhere=args.anywhere)
    if args.ws:
        return serve.websocket(*args.ws, anywhere=args.anywhere)
    if sys.stdin.isatty():
        print(WAITING, file=sys.stderr)
    return serve.stdio()


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not int(port) < 65536:  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"{text!r} is no HOST:PORT")
    return host.strip("[]"), int(port)
