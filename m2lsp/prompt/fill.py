"""Fill in the middle, for models that were trained on it."""

from m2lsp.core.chat import Marker, RawPrompt
from m2lsp.core.context import Context
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.profiles.model import Model
from m2lsp.prompt.shield import Shield


def fill(context: Context, model: Model, shield: Shield, max_tokens: int) -> RawPrompt:
    """Other files first, then prefix, suffix, and the place between them.

    Raises:
        ValueError: the profile has no fill-in-the-middle tokens.
    """
    fim = model.profile.fim
    if fim is None:
        raise ValueError(f"{model.profile.name} does not fill in the middle")
    others: list[str | Marker] = []
    for snippet in context.snippets:
        others += [fim.file or "", f"{_name(snippet)}\n{shield.cover(snippet.text)}\n"]
    if others and fim.file:
        others += [fim.file, f"{context.document.name}\n"]
    here = (fim.prefix, shield.cover(context.prefix), fim.suffix, shield.cover(context.suffix), fim.middle)
    return RawPrompt((*(others if fim.file else ()), *here), max_tokens, temperature=0.0)


def _name(snippet: Snippet) -> str:
    """What the file is called that a snippet is shown as: to such a model all is files."""
    return f"{snippet.path}.diff" if snippet.kind is SnippetKind.RECENT_EDIT else snippet.path
