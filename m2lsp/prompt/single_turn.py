"""One question in our own rendering, for an answer that no parser of the server touches.

For text that spells the model's markers: it goes out as token ids, so that it stays text, and what the
model writes of it comes back whole.
"""

from m2lsp.core.chat import Marker, Priority, RawPrompt
from m2lsp.profiles.model import Model


def single_turn(system: str, text: str, model: Model, max_tokens: int) -> RawPrompt:
    """System and one user turn; the model's think block is left open, and ``max_tokens`` includes it.

    Raises:
        ValueError: the profile has no template.
    """
    template = model.profile.template
    if template is None:
        raise ValueError(f"{model.profile.name} has no template of its own")
    parts: tuple[str | Marker, ...] = (
        *(*template.system_open, system, *template.turn_end),
        *(*template.user_open, text, *template.turn_end),
        *template.assistant_open,
    )
    return RawPrompt(parts, max_tokens, priority=Priority.ACTION)
