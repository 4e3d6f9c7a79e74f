"""A model family joined to the endpoint that carries it: what a feature is handed."""

from dataclasses import dataclass, replace

from m2lsp.core.chat import Backend, Way
from m2lsp.core.feature import Budget
from m2lsp.profiles.spec import Profile


@dataclass(frozen=True, slots=True)
class Model:
    """``way`` says how ghost text is asked for on this endpoint; ``context_tokens`` is the most that prompt
    and answer may come to there, which may be less than the family can take.  ``tools`` says whether the
    model can be given tools there, ``raw`` whether a prompt of our own rendering can be sent there whatever
    it spells.  ``eats`` are strings that the endpoint's parsers take out of a chat answer, or what follows.
    """

    profile: Profile
    backend: Backend
    way: Way
    context_tokens: int
    tools: bool = False
    raw: bool = False
    eats: tuple[str, ...] = ()

    def fit(self, budget: Budget) -> Budget:
        """The budget, cut so that prompt and answer fit: a quarter for the answer, half for the context."""
        answer = min(budget.answer_tokens, self.context_tokens // 4)
        context = min(budget.context_tokens, self.context_tokens // 2)
        frame = self.context_tokens // 16  # system, headings, fences, the question itself
        history = min(budget.history_tokens, self.context_tokens - answer - context - frame)
        return Budget(context, answer, max(0, history))

    def shrink(self, budget: Budget, limit_tokens: int = 0) -> Budget:
        """The budget after the endpoint found the prompt too long: cut to its limit where that is told and
        says something new, else half the context and half the history.
        """
        if 0 < limit_tokens < self.context_tokens:
            fitting = replace(self, context_tokens=limit_tokens).fit(budget)
            if fitting != budget:
                return fitting
        return replace(
            budget, context_tokens=budget.context_tokens // 2, history_tokens=budget.history_tokens // 2
        )
