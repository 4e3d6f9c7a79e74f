"""What the user said about ghost text for this session alone: on, off, or quiet for a while."""

import time
from dataclasses import dataclass, replace

from m2lsp.config import Config
from m2lsp.core.errors import Drop

MINUTES = 5
"""How long a snooze is unless it is said."""

LONGEST = 24 * 60
"""Minutes; who wants it longer than a day wants it off."""

OFF = "Ghost text is off in this session; m2lsp.toggle switches it on."
ON = "Ghost text is on."


@dataclass(frozen=True, slots=True)
class Quiet:
    """Times are in seconds since 1970.

    ``enabled`` is over the setting ``completion.enabled``; ``None`` leaves it as it is.  Until ``until``
    nothing comes by itself; what is asked for does.
    """

    enabled: bool | None = None
    until: float = 0.0

    def over(self, config: Config) -> Config:
        """The settings with what was said in place of what they say."""
        if self.enabled is None:
            return config
        return replace(config, completion=replace(config.completion, enabled=self.enabled))

    def toggled(self, enabled: bool, now: float) -> "Quiet":
        """After *toggle*, which wakes ghost text that is snoozed; ``enabled`` is what holds until now."""
        return Quiet(True if self.left(now) else not enabled)

    def snoozed(self, minutes: float | None, now: float) -> "Quiet":
        """After *snooze*; without ``minutes`` it begins one, or ends the one that there is."""
        if minutes is None:
            minutes = 0 if self.left(now) else MINUTES
        return replace(self, until=now + 60 * minutes)

    def left(self, now: float) -> float:
        """The seconds that are left of a snooze; 0 for none."""
        return max(self.until - now, 0.0)

    def refuses(self, now: float) -> Drop | None:
        """Why nothing comes by itself now, in the local time of the user."""
        if not self.left(now):
            return None
        until = time.strftime("%H:%M", time.localtime(self.until))
        return Drop("snoozed", f"Ghost text is snoozed until {until}; m2lsp.snooze wakes it.")
