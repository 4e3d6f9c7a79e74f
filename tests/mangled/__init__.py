"""Code as models mangle it: every way of ``ways.toml`` in every scene of ``scenes.toml``."""

import html
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suggestions import Case

FOLDER = Path(__file__).parent
FENCE_TAGS = {"typescriptreact": "tsx"}
EXTENSIONS = {"python": "py", "rust": "rs", "kotlin": "kt", "typescript": "ts", "typescriptreact": "tsx"}
PRINTED = str.maketrans({'"': "”", "-": "–", "'": "’"})
WIDE = str.maketrans({"(": "（", ")": "）", ",": "，", ";": "；", ":": "：", '"': "“"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A place in a document, and the code that belongs there."""

    name: str
    language: str
    before: str
    code: str

    @property
    def after(self) -> str:
        """The document with the code in it."""
        return self.before.replace("ˇ", f"«{self.code}»")

    def mangled(self, reply: str) -> str:
        """A way's reply, for this scene."""
        names = {name: make(self) for name, make in NAMES.items() if f"{{{name}}}" in reply}
        return re.sub(r"\{(\w+)\}", lambda m: names.get(m[1], m[0]), reply)

    def lines(self, form: Callable[[int, str], str]) -> str:
        """The code, each line put into a form."""
        return "\n".join(form(number, line) for number, line in enumerate(self.code.split("\n"), 9))


NAMES: dict[str, Callable[[Scene], str]] = {
    "code": lambda s: s.code,
    "json": lambda s: json.dumps(s.code)[1:-1],
    "plus": lambda s: s.lines(lambda _, line: f"+{line}"),
    "plus_blank": lambda s: s.lines(lambda _, line: f"+ {line}"),
    "quoted": lambda s: s.lines(lambda _, line: f"> {line}"),
    "numbered_colon": lambda s: s.lines(lambda n, line: f"{n}: {line}"),
    "numbered_bar": lambda s: s.lines(lambda n, line: f"{n:>4} | {line}"),
    "numbered_tab": lambda s: s.lines(lambda n, line: f"{n:>6}\t{line}"),
    "numbered_dot": lambda s: s.lines(lambda n, line: f"{n}. {line}"),
    "entities": lambda s: html.escape(s.code),
    "typographic": lambda s: s.code.translate(PRINTED),
    "fullwidth": lambda s: s.code.translate(WIDE),
    "start": lambda s: s.code[: len(s.code) // 2],
    "end": lambda s: s.code[len(s.code) // 2 :],
    "nbsp": lambda s: s.code.replace(" ", "\u00a0"),
    "separated": lambda s: s.code.replace("\n", "\u2028"),
    "spelled": lambda s: s.code.replace("\n", "\\n"),
    "file": lambda s: s.before.replace("ˇ", s.code),
    "above": lambda s: s.before.partition("ˇ")[0].replace("area", "area_of").replace(", ", ","),
    "below": lambda s: s.before.partition("ˇ")[2],
    "language": lambda s: FENCE_TAGS.get(s.language, s.language),
    "Language": lambda s: s.language.capitalize(),
    "comment": lambda s: "#" if s.language == "python" else "//",
    "extension": lambda s: EXTENSIONS.get(s.language, s.language),
}


def scenes() -> list[Scene]:
    """All scenes."""
    return [Scene(**row) for row in _rows("scenes.toml", "scene")]


def cases() -> list[Case]:
    """Every way in every scene; a case says what a clean answer is."""
    return [
        Case(f"{way['name']}, {s.language}: {s.name}", s.language, s.before, s.mangled(way["reply"]), s.after)
        for way in _rows("ways.toml", "way")
        for s in scenes()
        if s.language not in way.get("not_in", ())
    ]


def _rows(file: str, table: str) -> list[dict[str, Any]]:
    return tomllib.loads(FOLDER.joinpath(file).read_text(encoding="utf-8"))[table]
