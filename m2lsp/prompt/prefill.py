"""The code before the cursor as the start of the model's own answer.

The model goes on writing a file that it seems to have begun: no explanation, no repetition of what is
there, and a keystroke only appends to the prompt, so the server's cache serves all of it but the end.
The think block before the answer is closed by us, so that nothing is thought and nothing leaks.
"""

from m2lsp.core.chat import ChatPrompt, Marker, Message, Priority, RawPrompt, Role
from m2lsp.core.context import Context
from m2lsp.languages import language_of
from m2lsp.profiles.model import Model
from m2lsp.prompt import sections
from m2lsp.prompt.shield import Shield

SYSTEM = (
    "You complete code in an editor. You are shown what follows the cursor and then write the file up to "
    "that point. Write only code that belongs there, in the style of the file, and end the block where the "
    "code after the cursor begins. No explanations, no placeholders."
)

ASK = (
    "The file is {name}. After the cursor it goes on with:\n\n{suffix}\n\n"
    "Write the part of {name} that ends where this begins, in one fenced block."
)


def raw_prefill(context: Context, model: Model, shield: Shield, max_tokens: int) -> RawPrompt:
    """Our own rendering of the model's template, its think block closed.

    Raises:
        ValueError: the profile has no template.
    """
    template = model.profile.template
    if template is None:
        raise ValueError(f"{model.profile.name} has no template of its own")
    fence, start = _start(context, shield)
    parts: tuple[str | Marker, ...] = (
        *(*template.system_open, SYSTEM, *template.turn_end),
        *(*template.user_open, _ask(context, shield), *template.turn_end),
        *(*template.assistant_open, *template.closed_thinking, start),
    )
    return RawPrompt(parts, max_tokens, stop=(f"\n{fence}",), temperature=0.0)


def chat_prefill(context: Context, model: Model, shield: Shield, max_tokens: int) -> ChatPrompt:
    """The same through the server's template, which goes on from our last message."""
    fence, start = _start(context, shield)
    messages = (Message(Role.SYSTEM, SYSTEM), Message(Role.USER, _ask(context, shield)))
    return ChatPrompt(
        messages,
        max_tokens,
        think=False,
        prefill=start,
        stop=(f"\n{fence}",),
        temperature=0.0,
        priority=Priority.GHOST,
    )


def _start(context: Context, shield: Shield) -> tuple[str, str]:
    """The fence, and the answer's first part: the fence's line and the code before the cursor."""
    fence = sections.fence_for(context.prefix, context.suffix)
    return fence, f"{fence}{_tag(context)}\n{shield.cover(context.prefix)}"


def _ask(context: Context, shield: Shield) -> str:
    tag = _tag(context)
    others = sections.snippets(context.snippets, tag)
    suffix = sections.fenced(context.suffix, tag) if context.suffix.strip() else "(nothing: the file ends)"
    ask = ASK.format(name=context.document.name, suffix=suffix)
    return shield.cover(f"{others}\n\n{ask}" if others else ask)


def _tag(context: Context) -> str:
    language = language_of(context.document)
    return language.fence if language else ""
