"""Make ready for the first request, in the background, once a document is open.

The SDK takes most of a second to import.  Then the endpoints may be asked how they answer
(see ``m2lsp.app.confirm``); nothing of the document is sent for that.
"""

import logging
from typing import TYPE_CHECKING

from m2lsp.app.ghost import wanted
from m2lsp.app.loading import loaded
from m2lsp.app.services import Services
from m2lsp.core.document import Document
from m2lsp.core.errors import M2lspError
from m2lsp.core.feature import Budget, Request
from m2lsp.core.text import Span

if TYPE_CHECKING:
    from m2lsp.app.models import Purpose

log = logging.getLogger(__name__)


async def warm(document: Document, services: Services) -> None:
    """Import, make the model's client.  What fails will say so when it is asked for."""
    request = Request(document, Span(0, 0), Budget(0, 0))
    try:
        services.permit(document)
        if wanted(request, services) is None:
            with services.in_use():
                await loaded()
                await services.model("completion")
    except M2lspError as error:
        log.info("not warmed: %s", type(error).__name__)
        return
    await confirm_both(services)


async def confirm_both(services: Services) -> None:
    """Ask each endpoint in use how it answers, unless that is known."""
    await loaded("m2lsp.app.confirm")
    from m2lsp.app.confirm import confirm

    purposes: tuple[Purpose, ...] = ("completion", "chat")
    for purpose in purposes if services.config.completion.enabled else purposes[1:]:
        for rank in services.ranks(purpose):
            await confirm(services, purpose, rank)
