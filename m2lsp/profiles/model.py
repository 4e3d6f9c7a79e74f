"""A model family joined to the endpoint that carries it: what a feature is handed."""

from dataclasses import dataclass

from m2lsp.core.chat import Backend, Way
from m2lsp.core.feature import Budget
from m2lsp.profiles.spec import Profile


@dataclass(frozen=True, slots=True)
class Model:
    """``way`` says how ghost text is asked for on this endpoint; ``context_tokens`` is the most that prompt
    and answer may come to there, which may be less than the family can take.
    """

    profile: Profile
    backend: Backend
    way: Way
    context_tokens: int

    def fit(self, budget: Budget) -> Budget:
        """The budget, cut so that prompt and answer fit: a quarter for the answer, half for the context."""
        answer = min(budget.answer_tokens, self.context_tokens // 4)
        context = min(budget.context_tokens, self.context_tokens // 2)
        frame = self.context_tokens // 16  # system, headings, fences, the question itself
        history = min(budget.history_tokens, self.context_tokens - answer - context - frame)
        return Budget(context, answer, max(0, history))
