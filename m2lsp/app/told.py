"""What the user was told, so that nothing is said over and over."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Told:
    """``show`` shows the user a sentence that is no error; ``now`` is a clock, in seconds, never set back."""

    show: Callable[[str], None]
    now: Callable[[], float] = time.monotonic
    _when: dict[str, float] = field(default_factory=dict)

    def once(self, sentence: str) -> None:
        """Tell it, unless it was told."""
        if sentence not in self._when:
            self._tell(sentence)

    def again(self, sentence: str, after_s: float) -> None:
        """Tell it, unless it was told within so many seconds."""
        if sentence not in self._when or self.now() - self._when[sentence] >= after_s:
            self._tell(sentence)

    def _tell(self, sentence: str) -> None:
        self._when[sentence] = self.now()
        self.show(sentence)
