"""Have m2lsp find out how its endpoints answer, and see what it made of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from scripted import COMPLETIONS, openai_error

from m2lsp.app.confirm import confirm
from m2lsp.app.services import Services

NOT_HERE = openai_error(404, "Not Found", path=COMPLETIONS)
"""What a router without raw completions says."""


def both(then: Callable[[Services], Awaitable[Any]] | None = None) -> Callable[[Services], Awaitable[Any]]:
    """Confirm both endpoints, and go on with ``then``, or look at the model for ghost text."""

    async def job(services: Services) -> Any:
        await confirm(services, "completion")
        await confirm(services, "chat")
        return await (then(services) if then else services.model("completion"))

    return job
