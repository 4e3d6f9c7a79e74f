"""Real editors as data: what each says in ``initialize``, and how each answers.

The capabilities in ``tests/data/client-capabilities`` were recorded from the editors' own JSON before any
parsing; their manners are what was seen when they were driven by hand (docs/editors).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lspclient import answers
from lspclient.answers import Answer

_FOLDER = Path(__file__).parents[1] / "data" / "client-capabilities"


@dataclass(frozen=True, slots=True)
class Profile:
    """``manners`` replaces usual answers by method; ``otherwise`` answers methods in neither table.

    ``unsaid`` are capabilities that the editor has though it does not advertise them.
    """

    name: str
    manners: Mapping[str, Answer] = field(default_factory=dict)
    otherwise: Answer = answers.method_not_found
    unsaid: tuple[str, ...] = ()

    @property
    def initialize(self) -> dict:
        """The parameters of ``initialize`` that are the editor's own, absent ones left out."""
        recorded = json.loads((_FOLDER / f"{self.name}.json").read_text())
        kept = ("capabilities", "clientInfo", "locale")
        return {key: recorded[key] for key in kept if recorded.get(key) is not None}

    def answer(self, method: str) -> Answer:
        """How the editor answers a request of this method."""
        return self.manners.get(method) or answers.USUAL.get(method) or self.otherwise


def _silent_but_applying() -> dict[str, Answer]:
    silent = dict.fromkeys(answers.USUAL, answers.silence)
    return {**silent, "workspace/applyEdit": answers.apply_edit_in_silence}


_VERSIONED = "workspace.workspaceEdit.documentChanges"
_NEOVIM = {"workspace/applyEdit": answers.apply_edit_and_claim_success}

PROFILES: Mapping[str, Profile] = {
    p.name: p
    for p in (
        Profile("vscode-code-server-lc11"),
        Profile("vscode-code-server-lc10"),
        Profile("neovim-0.11.4", _NEOVIM, unsaid=(_VERSIONED,)),
        Profile("neovim-0.7.2", _NEOVIM, unsaid=(_VERSIONED,)),
        Profile(
            "emacs28-eglot1.9",
            {
                "workspace/applyEdit": answers.apply_edit_or_fail,
                "window/showDocument": answers.null,
                "m2lsp/input": answers.null,
            },
            otherwise=answers.null,
        ),
        Profile("emacs28-lsp-mode8.0", {"window/showDocument": answers.silence}),
        Profile(
            "kate-22.12",
            {
                "window/showMessageRequest": answers.method_not_found,
                "window/showDocument": answers.method_not_found,
                "workspace/configuration": answers.method_not_found,
                "m2lsp/input": answers.method_not_found,
            },
            unsaid=(_VERSIONED, "workspace.applyEdit"),
        ),
        Profile(
            "vim9-ale3.3", _silent_but_applying(), otherwise=answers.silence, unsaid=("workspace.applyEdit",)
        ),
        Profile("jupyterlab-lsp-5.3"),
    )
}
