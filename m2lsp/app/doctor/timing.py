"""What an answer took, in words."""

from m2lsp.backends.probe import Heard


def timing(heard: Heard) -> str:
    """The time to the first token and for each further one, or to the end where too few came to tell."""
    per_token = heard.token_ms
    rest = f"{per_token:.1f} ms a token" if per_token is not None else f"done after {heard.whole_ms:.0f} ms"
    return f"first token after {heard.first_ms:.0f} ms, {rest}"
