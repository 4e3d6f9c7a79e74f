"""How ``m2lsp try`` shows things: what an editor would show, as far as a terminal can."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from m2lsp.cli.diff import unified
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Answer, Outcome, Refusal, Suggestion
from m2lsp.core.thread import Turn

CONSOLE = Console(highlight=False)
LINES_AROUND = 3  # lines of the file shown before and after the cursor's

NEXT = """
[bold]With a real M2.1[/]
  on your own vLLM      [cyan]export M2LSP_PROVIDER=vllm M2LSP_BASE_URL=http://HOST:8000/v1[/]
  from MiniMax          [cyan]export M2LSP_PROVIDER=minimax MINIMAX_API_KEY=…[/]
  then                  [cyan]m2lsp doctor[/]              probes it and says what to do
                        [cyan]m2lsp try --configured[/]    shows the same as above, from there

[bold]In your editor[/]
                        [cyan]m2lsp settings EDITOR[/]     prints what to paste (vscode, neovim, helix, …)
"""


class Working(Protocol):
    """What a scene may do while it waits."""

    def say(self, line: str) -> None:
        """Show what is going on."""

    def done(self) -> None:
        """Take it away."""


def opening(backend: str, *, small: bool) -> None:
    """Who answers."""
    who = "a small local model, not M2.1: it shows how things go, not how good they get" if small else ""
    CONSOLE.print(f"\n[bold]m2lsp[/] with {escape(backend)}")
    if who:
        CONSOLE.print(f"[dim]{who}[/]")


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


def ghost_text(document: Document, at: int, found: Suggestion | Drop, seconds: float) -> None:
    """The lines round the cursor, the suggestion in grey where an editor would show it."""
    if isinstance(found, Drop):
        CONSOLE.print(
            f"  [yellow]nothing to offer here[/] ({escape(found.detail or found.reason)}), {_took(seconds)}"
        )
        return
    line = document.line_of(at)
    first = document.starts[max(0, line - LINES_AROUND)]
    last = document.line_span(min(len(document.starts) - 1, line + LINES_AROUND)).end
    shown = Text(document.text[first:at])
    shown.append("▏", "bold")
    shown.append(found.text, "bright_black italic")
    shown.append(document.text[at:last])
    CONSOLE.print(Padding(shown, (0, 0, 0, 4)))
    CONSOLE.print(f"  [dim]{_took(seconds)}[/]")


def outcome(found: Outcome, seconds: float) -> None:
    """A diff, an answer, or the reason why there is neither."""
    if isinstance(found, Refusal):
        CONSOLE.print(f"  [yellow]{escape(found.sentence)}[/] {_took(seconds)}", markup=True)
    elif isinstance(found, Answer):
        CONSOLE.print(Padding(Text(found.text.strip()), (0, 0, 0, 4)))
        CONSOLE.print(f"  [dim]{_took(seconds)}[/]")
    else:
        diff = unified(found.edit, found.edit.document.name)
        CONSOLE.print(Padding(Syntax(diff, "diff", background_color="default"), (0, 0, 0, 4)))
        CONSOLE.print(f"  [dim]checked: {escape(', '.join(found.checks))}; {_took(seconds)}[/]")


def conversation(turns: Sequence[Turn]) -> None:
    """The thread, a line a message, thinking folded to its length."""
    CONSOLE.print("\n[bold]The conversation about cart.py[/], kept on disk")
    for turn in turns:
        thought = sum(len(m.reasoning) for m in turn.messages)
        folded = (
            f"▸ thinking, {thought} characters, folded"
            if thought
            else "▸ no thinking (M2.1 thinks; it is folded here)"
        )
        said = " ".join(turn.messages[-1].content.split())
        CONSOLE.print(f"  [cyan]you[/]    {turn.feature.replace('_', ' ')}")
        CONSOLE.print(f"  [dim]       {folded}[/]")
        CONSOLE.print(Text.assemble("  ", ("model", "green"), f"  {said}"), no_wrap=True, overflow="ellipsis")


def what_next() -> None:
    """How to go on from here."""
    CONSOLE.print(NEXT, soft_wrap=True)


def _took(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
