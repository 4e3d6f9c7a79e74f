"""What the user chose from the menu, on its way through the client and back."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from m2lsp import features
from m2lsp.core.document import Document
from m2lsp.core.feature import Diagnostic, Request, Severity
from m2lsp.core.text import Span


@dataclass(frozen=True, slots=True)
class Choice:
    """An action, and the request as it was when the menu was made.

    Offsets are good only for the document's ``version``: a choice of another version is stale.
    """

    action: str
    uri: str
    version: int | None
    span: Span
    diagnostics: tuple[Diagnostic, ...]

    def data(self) -> dict[str, Any]:
        """As JSON, for ``CodeAction.data`` or a command's argument."""
        return asdict(self)

    def request(self, request: Request) -> Request:
        """``request`` narrowed to what was chosen."""
        return replace(request, span=self.span, diagnostics=self.diagnostics)

    def fits(self, document: Document) -> bool:
        """Whether the document is still the one that the menu was made for."""
        return document.version == self.version and self.span.end <= len(document.text)


def read(data: Any) -> Choice | None:
    """The choice in what a client sent back; ``None`` for anything that is not ours."""
    try:
        if data["action"] not in {row.name for row in features.ACTIONS}:
            return None
        return Choice(
            action=data["action"],
            uri=str(data["uri"]),
            version=data["version"],
            span=Span(**data["span"]),
            diagnostics=tuple(map(_diagnostic, data["diagnostics"])),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _diagnostic(data: dict[str, Any]) -> Diagnostic:
    return Diagnostic(
        Span(**data["span"]), data["message"], Severity(data["severity"]), data["source"], data["code"]
    )
