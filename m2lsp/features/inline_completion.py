"""Inline completion (ghost text): offer the text that most likely belongs at the cursor.

    total = su«m(items)»
->
    total = sum(items)
"""

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from m2lsp import context, postprocess, prompt
from m2lsp.core.chat import Finish, Way
from m2lsp.core.context import Context
from m2lsp.core.errors import ContextOverflow, Drop
from m2lsp.core.feature import Request, Suggestion
from m2lsp.core.stages import cut, stage, streamed
from m2lsp.index.secrets import leftover
from m2lsp.postprocess import Change
from m2lsp.profiles.model import Model
from m2lsp.prompt import Shield
from m2lsp.prompt.ghost import OWN_RENDERING

THINKS = Drop(
    "thinks",
    "This endpoint can't keep its model from thinking, so ghost text comes on request only. For ghost text "
    'while you type, set completion.provider to "embedded" or to a server of your own.',
)
THOUGHT = Drop("thought", "The model thought instead of answering, though it was asked not to.")
SPENT = Drop(
    "only thinking",
    "The model was still thinking when its tokens ran out, so it suggests nothing. Ask again, or raise "
    "completion.max_tokens.",
)
MASKED = Drop("masked", "The model wrote a placeholder whose value is not known.")


@dataclass(frozen=True, slots=True)
class Said:
    """What the model has said so far."""

    text: str
    seen: Context
    shield: Shield

    @property
    def code(self) -> str:
        """The code in it, from where it starts at the cursor; empty while nothing can be said of it."""
        return postprocess.begun(self.shield.uncover(self.text), self.seen)


Hear = Callable[[Said], None]


async def inline_completion(
    request: Request,
    model: Model,
    *,
    mask_secrets: bool = True,
    sampled: bool = False,
    hear: Hear | None = None,
) -> Suggestion | Drop:
    """One suggestion for the cursor, or why there is none.

    The likeliest one; ``sampled`` gives another each time, at the family's own temperature.  ``hear`` is
    called with what was said so far whenever something was.  A prompt that is longer than the model's context
    is cut once and sent again.

    Raises:
        BackendError: the endpoint failed.
        Declined: the endpoint can't take this text.
    """
    if model.way is Way.THINKING and (sampled or not request.invoked):
        return THINKS  # a thought each is too much to pay for a choice
    try:
        return await _suggested(request, model, hear, mask_secrets=mask_secrets, sampled=sampled)
    except ContextOverflow as error:
        less = replace(request, budget=model.shrink(request.budget, error.limit_tokens or 0))
    return await _suggested(less, model, hear, mask_secrets=mask_secrets, sampled=sampled)


async def _suggested(
    request: Request, model: Model, hear: Hear | None, *, mask_secrets: bool, sampled: bool
) -> Suggestion | Drop:
    with stage("context"):
        seen = context.gather(request, model.profile.tokens).without(model.profile.markers)
    with stage("prompt"):
        shield = shield_for(seen, model, mask_secrets=mask_secrets)
        asked = prompt.ghost(seen, model, shield, request.budget.answer_tokens)
    if sampled:
        asked = replace(asked, temperature=None)
    text, thought, finish = "", False, None
    async with aclosing(streamed(model.backend.stream(asked))) as deltas:
        async for delta in deltas:
            text, thought = text + delta.text, thought or bool(delta.thinking)
            finish = delta.finish or finish
            if hear and delta.text:
                hear(Said(text, seen, shield))
            if "\n" in delta.text and postprocess.complete(text, seen):  # which looks at whole lines only
                break
    if thought and not text.strip() and model.way is not Way.THINKING:
        return THOUGHT
    if thought and not text.strip() and finish is Finish.LENGTH:
        return SPENT
    with stage("filters"):
        shown = postprocess.apply(postprocess.INLINE_COMPLETION, shield.uncover(text), seen, _report)
    if isinstance(shown, Drop):
        return shown
    return MASKED if leftover(shown, request.document.text) else Suggestion(request.span, shown)


def _report(change: Change) -> None:
    cut(change.filter, change.before - change.after)


def shield_for(seen: Context, model: Model, *, mask_secrets: bool) -> Shield:
    """Markers are broken up only where the server renders the prompt; elsewhere token ids keep them text."""
    markers = () if model.way in OWN_RENDERING else model.profile.markers
    texts = [seen.prefix, seen.suffix, *(s.text for s in seen.snippets)]
    return Shield.over(texts, markers, mask_secrets=mask_secrets)
