"""Cases as text: sections between lines that begin with ``@@``.

    @@ case A sentence that states the rule
    @@ text crlf bare
    one line
    @@ refused ambiguous

A section is its heading's words and its lines; the line before the next case is left blank and
belongs to none.  The first word names the section; further words for texts: ``crlf`` and ``cr`` set
the line ends, ``bare`` takes the last one away, ``bom`` puts a byte order mark first.  In texts ``·``
stands for a space and ``→`` for a tab, so that neither gets lost.
"""

from dataclasses import dataclass
from pathlib import Path

_MARK = "@@ "


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    words: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        text = "".join(line + "\n" for line in self.lines).replace("·", " ").replace("→", "\t")
        if "bare" in self.words:
            text = text[:-1]
        if "crlf" in self.words or "cr" in self.words:
            text = text.replace("\n", "\r\n" if "crlf" in self.words else "\r")
        return "\ufeff" + text if "bom" in self.words else text


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    sections: tuple[Section, ...]

    def all(self, name: str) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.name == name)

    def has(self, name: str) -> bool:
        return bool(self.all(name))

    def __getitem__(self, name: str) -> Section:
        (section,) = self.all(name)
        return section


def read_cases(path: Path) -> list[Case]:
    """The cases of an archive, in order; what comes before the first is prose."""
    cases: list[Case] = []
    for section in _sections(path.read_text("utf-8").split("\n")[:-1]):
        if section.name == "case":
            cases.append(Case(" ".join(section.words), ()))
        else:
            last = cases.pop()
            cases.append(Case(last.name, (*last.sections, section)))
    return cases


def _sections(lines: list[str]) -> list[Section]:
    heads = [number for number, line in enumerate(lines) if line.startswith(_MARK)]
    ends = [head - lines[head].startswith(_MARK + "case") for head in heads[1:]]
    found = []
    for head, end in zip(heads, [*ends, len(lines)], strict=True):
        name, *words = lines[head][len(_MARK) :].split()
        found.append(Section(name, tuple(words), tuple(lines[head + 1 : end])))
    return found
