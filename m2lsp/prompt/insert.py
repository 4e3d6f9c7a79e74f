"""Ghost text from a chat model that can't go on from a given start: both sides are shown."""

from m2lsp.core.chat import ChatPrompt, Message, Priority, Role, Way
from m2lsp.core.context import Context
from m2lsp.profiles.model import Model
from m2lsp.prompt import sections
from m2lsp.prompt.shield import Shield

SYSTEM = (
    "You complete code in an editor. You are shown the code before and after the cursor. Answer with the "
    "text that belongs at the cursor, in one fenced block, and with nothing else. Do not repeat what stands "
    "before or after the cursor."
)

ASK = (
    "The file is {name}.\n\nAfter the cursor:\n{suffix}\n\nBefore the cursor:\n{prefix}\n\n"
    "What belongs at the cursor?"
)

# A model that can't be kept from thinking needs room for it besides the answer.
THINKING_TOKENS = 2048


def insert(context: Context, model: Model, shield: Shield, max_tokens: int) -> ChatPrompt:
    """System, other files, then the two sides of the cursor, the one that typing changes last."""
    thinks = model.way is Way.THINKING
    ask = ASK.format(
        name=context.document.name,
        prefix=sections.fenced(context.prefix),
        suffix=sections.fenced(context.suffix),
    )
    others = sections.snippets(context.snippets)
    user = shield.cover(f"{others}\n\n{ask}" if others else ask)
    return ChatPrompt(
        (Message(Role.SYSTEM, SYSTEM), Message(Role.USER, user)),
        max_tokens + (THINKING_TOKENS if thinks else 0),
        think=thinks,
        temperature=None if thinks else 0.0,  # thinking wants the family's own (m2-wire, section 6)
        priority=Priority.GHOST,
    )
