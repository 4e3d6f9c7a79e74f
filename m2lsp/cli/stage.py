"""How ``m2lsp try`` shows things: what an editor would show, as far as a terminal can."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from m2lsp.cli.diff import coloured, unified
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Answer, Outcome, Refusal, Suggestion
from m2lsp.core.thread import Turn

CONSOLE = Console(highlight=False)
LINES_AROUND = 3  # lines of the file shown before and after the cursor's

NEXT = """
[bold]With a real M2.1[/]
  on your own vLLM:
    [cyan]export M2LSP_PROVIDER=vllm[/]
    [cyan]export M2LSP_BASE_URL=http://HOST:8000/v1[/]
  or from MiniMax:
    [cyan]export M2LSP_PROVIDER=minimax[/]
    [cyan]export MINIMAX_API_KEY=…[/]
  then probe it, and see the same as above from there:
    [cyan]{m2lsp} doctor[/]
    [cyan]{m2lsp} try --configured[/]

[bold]In your editor[/]
  this prints what to paste (neovim, helix, kate, …):
    [cyan]{m2lsp} settings EDITOR[/]
"""
"""Commands stand on lines of their own, which are never wrapped."""


class Working(Protocol):
    """What a scene may do while it waits."""

    def say(self, line: str) -> None:
        """Show what is going on."""

    def done(self) -> None:
        """Take it away."""


def opening(backend: str, *, small: bool) -> None:
    """Who answers."""
    CONSOLE.print(f"\n[bold]m2lsp[/] with {escape(backend)}")
    if small:
        CONSOLE.print("[dim]It is not M2.1: it shows how things go, not how good they get.[/]")


@contextmanager
def waiting(line: str) -> Iterator[None]:
    """A spinner, or a plain line where nothing can spin."""
    if not CONSOLE.is_terminal:
        CONSOLE.print(escape(line))
    with CONSOLE.status(escape(line)):
        yield


@contextmanager
def working(title: str) -> Iterator[Working]:
    """A heading, and a spinner below it until the scene is done."""
    CONSOLE.print(f"\n[bold]{escape(title)}[/]")
    with CONSOLE.status("starting") as status:

        class _Status:
            def say(self, line: str) -> None:
                status.update(escape(line))

            def done(self) -> None:
                status.stop()

        yield _Status()


def failed(sentence: str) -> None:
    """Why a scene came to nothing."""
    _note(Text(sentence, "yellow"))


def ghost_text(document: Document, at: int, found: Suggestion | Drop, seconds: float) -> None:
    """The lines round the cursor, the suggestion dimmed where an editor would show it."""
    if isinstance(found, Drop):
        failed(f"Nothing to offer here ({found.detail or found.reason}); {_took(seconds)}")
        return
    line = document.line_of(at)
    first = document.starts[max(0, line - LINES_AROUND)]
    last = document.line_span(min(len(document.starts) - 1, line + LINES_AROUND)).end
    shown = Text(document.text[first:at].lstrip("\r\n"))
    shown.append("▏", "bold")
    shown.append(found.text, "dim italic")
    shown.append(document.text[at:last].rstrip())
    _body(shown)
    _note(Text(_took(seconds), "dim"))


def outcome(found: Outcome, seconds: float) -> None:
    """A diff, an answer, or the reason why there is neither."""
    if isinstance(found, Refusal):
        failed(f"{found.sentence} ({_took(seconds)})")
    elif isinstance(found, Answer):
        _body(Text(found.text.strip()))
        _note(Text(_took(seconds), "dim"))
    else:
        _body(coloured(unified(found.edit, found.edit.document.name)))
        _note(Text(f"checked: {', '.join(found.checks)}; {_took(seconds)}", "dim"))


def conversation(turns: Sequence[Turn]) -> None:
    """The thread, a line a message, thinking folded to its length."""
    if not turns:
        return
    CONSOLE.print("\n[bold]The conversation about cart.py[/], kept on disk")
    for turn in turns:
        thought = sum(len(m.reasoning) for m in turn.messages)
        folded = f"▸ thinking, {thought:,} characters, folded" if thought else "▸ no thinking (M2.1 thinks)"
        _line("you  ", "cyan", turn.feature.replace("_", " "))
        _line("     ", "", folded, "dim")
        _line("model", "green", _first_words(turn.messages[-1].content))


def what_next(m2lsp: str) -> None:
    """How to go on from here; ``m2lsp`` is the command that starts this program."""
    CONSOLE.print(NEXT.replace("{m2lsp}", escape(m2lsp)), soft_wrap=True)


def _first_words(answer: str) -> str:
    """An answer in one line: code is counted, not shown without its lines."""
    fenced = re.search(r"^```[^\n]*\n(.*?)^```", answer, re.DOTALL | re.MULTILINE)
    if not fenced:
        return " ".join(answer.split())
    lines = fenced[1].count("\n")
    return f"new code, {lines} line{'' if lines == 1 else 's'}"


def _line(who: str, style: str, said: str, said_style: str = "") -> None:
    CONSOLE.print(
        Text.assemble("  ", (who, style), "  ", (said, said_style)), no_wrap=True, overflow="ellipsis"
    )


def _body(shown: Text) -> None:
    CONSOLE.print(Padding(shown, (0, 0, 0, 4), expand=False))


def _note(shown: Text) -> None:
    CONSOLE.print(Padding(shown, (0, 0, 0, 2), expand=False))


def _took(seconds: float) -> str:
    return f"took {seconds:.1f} s" if seconds >= 1 else f"took {seconds * 1000:.0f} ms"
