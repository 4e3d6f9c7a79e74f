"""Characters that a stream cut in two.

JSON can spell half a character (``"\\ud83d"``), and a gateway that cuts text by UTF-16 units sends the two
halves of one in two chunks.
"""

import re
from dataclasses import dataclass

_HALF = re.compile("[\ud800-\udfff]")
_FIRST = re.compile("[\ud800-\udbff]\\Z")


@dataclass(slots=True)
class Halves:
    """One text's way through, in which halves that meet become the character.

    A half that stays alone is kept if ``keep`` says so; else it becomes U+FFFD, since no file holds it.
    """

    keep: bool
    _held: str = ""

    def feed(self, text: str) -> str:
        """The text, all but a first half at its end."""
        if not self._held and not _HALF.search(text):
            return text
        text, self._held = self._held + text, ""
        if _FIRST.search(text):
            text, self._held = text[:-1], text[-1]
        return self._joined(text)

    def end(self) -> str:
        """The half that was held, if one was."""
        held, self._held = self._held, ""
        return self._joined(held)

    def _joined(self, text: str) -> str:
        units = text.encode("utf-16-le", "surrogatepass")
        return units.decode("utf-16-le", "surrogatepass" if self.keep else "replace")
