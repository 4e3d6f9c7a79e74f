"""workspace/executeCommand: the commands that menus and palettes run."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from m2lsp.app.loading import loaded
from m2lsp.lsp import act, choice, from_proto, quiet, symbol_context
from m2lsp.lsp.calls import field
from m2lsp.lsp.ghost_request import ghost_request
from m2lsp.lsp.progress import progress
from m2lsp.lsp.server import Server
from m2lsp.lsp.show import show_file, show_thread


async def run_action(server: Server, *arguments: Any) -> None:
    """``m2lsp.act``: run a listed action, for clients that can't resolve, and for answers in words."""
    chosen = choice.read(arguments[0]) if arguments else None
    if chosen is None:
        raise JsonRpcInvalidParams("m2lsp.act takes the argument that the code action came with.")
    outcome = await act.run(server, chosen)
    await act.give(server, chosen, outcome)


async def show_document_thread(server: Server, *arguments: Any) -> None:
    """``m2lsp.showThread``: open the transcript of a document's thread; its URI is the argument."""
    if not arguments or not isinstance(arguments[0], str):
        raise JsonRpcInvalidParams("m2lsp.showThread takes a document's URI.")
    await show_thread(server, arguments[0])


async def show_context(server: Server, *arguments: Any) -> None:
    """``m2lsp.showContext``: open a document that says what the model is shown for ghost text at a place."""
    await loaded("m2lsp.app.preview")
    from m2lsp.app import preview

    session = server.session
    document = session.document(arguments[0]) if arguments and isinstance(arguments[0], str) else None
    position = _position(arguments[1] if len(arguments) > 1 else None)
    if document is None or position is None:
        raise JsonRpcInvalidParams("m2lsp.showContext takes an open document's URI, and a position in it.")
    at = from_proto.offset(position, document, session.client.encoding)
    request = replace(ghost_request(session, document, at, invoked=True), hurried=False)
    request = await symbol_context.waited_for(session, request)
    services = session.services
    with services.in_use():
        seen = await preview.preview(request, services)
    await show_file(server, await asyncio.to_thread(preview.write, seen, services))


def _position(argument: Any) -> types.Position | None:
    line, character = field(argument, "line"), field(argument, "character")
    if not (isinstance(line, int) and isinstance(character, int) and line >= 0 and character >= 0):
        return None
    return types.Position(line, character)


async def show_log(server: Server, *_: Any) -> None:
    """``m2lsp.showLog``: open the server's log file."""
    await show_file(server, server.session.log_file)


async def doctor(server: Server, *_: Any) -> None:
    """``m2lsp.doctor``: probe what is configured, and open a document that says what was found."""
    await loaded("m2lsp.app.doctor")
    from m2lsp.app.doctor import Finding, Verdict, counted, examine, report

    session = server.session
    services, wrong = session.services, session.warning
    known = [Finding(Verdict.BAD, "settings", wrong)] if wrong else []
    known.append(counted.session(session.counts))
    with services.in_use(), server.status.busy("doctor is under way"):
        async with progress(server, "m2lsp: doctor") as say:
            await asyncio.to_thread(session.counts.keep)
            found = await report.collect(examine(services, say))
        path = await asyncio.to_thread(report.write, [*known, *found], services)
    await show_file(server, path)


COMMANDS: dict[str, Callable[..., Awaitable[str | None]]] = {
    "m2lsp.act": run_action,
    "m2lsp.doctor": doctor,
    "m2lsp.showContext": show_context,
    "m2lsp.showLog": show_log,
    "m2lsp.showThread": show_document_thread,
    "m2lsp.snooze": quiet.snooze,
    "m2lsp.toggle": quiet.toggle,
}
