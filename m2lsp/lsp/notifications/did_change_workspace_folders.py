"""workspace/didChangeWorkspaceFolders."""

from lsprotocol import types

from m2lsp.lsp.documents import path_of
from m2lsp.lsp.notifications.did_change_configuration import report_problems
from m2lsp.lsp.server import Server


async def did_change_workspace_folders(server: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders bring project settings and ignore files, so both are read anew."""
    session = server.session
    gone = {path_of(folder.uri) for folder in params.event.removed}
    come = [path for folder in params.event.added if (path := path_of(folder.uri))]
    session.folders = (*(f for f in session.folders if f not in gone), *come)
    session.configure()
    report_problems(server)
