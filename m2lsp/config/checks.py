"""The settings of checks by a project's own tools."""

from collections.abc import Mapping
from dataclasses import dataclass

from m2lsp.config.endpoints import SECONDS
from m2lsp.config.options import Range, option


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Checks of the model's edits by the project's own tools, on a copy of the workspace with the edit in it.

    They run code of the project (build scripts, plug-ins), so they run in folders only that you trust.
    A project's own file may set none of these.
    """

    enabled: bool = option(
        True, "Whether edits are checked by the project's tools, in `checks.trusted` folders.", project=False
    )
    trusted: tuple[str, ...] = option(
        (),
        "Folders whose projects may be checked, those inside them too, such as `~/work`. "
        "The default trusts none: opening a folder is no reason to run what is in it.",
        project=False,
    )
    commands: Mapping[str, str] = option(
        {},
        'The check of each language, by its LSP name, such as `python = "mypy src"`; an empty text for '
        "none. Where none is set: `docs/checks.md` has the table. Run as it is, without a shell.",
        project=False,
    )
    timeout_s: float = option(
        120.0,
        "How long one run may take, in seconds; it does not count as the model's time (`chat.deadline_s`). "
        "The default lets a middling project build from nothing.",
        allowed=SECONDS,
        project=False,
    )
    rounds: int = option(
        3,
        "How often the model is told what a check found, to mend its edit. After that the edit is offered "
        "with what still fails said plainly. The default is where another try seldom helps.",
        allowed=Range(0, 20),
        project=False,
    )
    linked: tuple[str, ...] = option(
        ("node_modules", ".venv", "venv"),
        "Names of folders that tools need and that are linked into the copy whatever the ignore rules say. "
        "The model sees nothing of them.",
        project=False,
    )
