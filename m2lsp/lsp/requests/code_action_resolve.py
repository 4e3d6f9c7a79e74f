"""codeAction/resolve: the user chose; the model works; the edit comes."""

from lsprotocol import types

from m2lsp.core.feature import Proposal, Refusal
from m2lsp.lsp import act, choice, to_proto
from m2lsp.lsp.server import Server


async def code_action_resolve(server: Server, params: types.CodeAction) -> types.CodeAction:
    """The action with its edit.  One that is not ours, or needs none, comes back as it is: Neovim and
    VS Code resolve those too (the editors sheet, rule 6).
    """
    chosen = choice.read(params.data)
    if chosen is None or params.edit or params.command:
        return params
    outcome = await act.run(server, chosen)
    if isinstance(outcome, Proposal):
        return _with_edit(server, params, outcome)
    if isinstance(outcome, Refusal):
        act.tell(server, outcome)
    return params


def _with_edit(server: Server, params: types.CodeAction, outcome: Proposal) -> types.CodeAction:
    client = server.session.client
    edit = to_proto.workspace_edit(outcome, client.encoding, versioned=client.document_changes)
    return types.CodeAction(title=params.title, kind=params.kind, data=params.data, edit=edit)
