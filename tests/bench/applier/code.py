"""Real code to change: what is on every machine that runs the tests, or what a path names."""

import random
import sysconfig
from collections.abc import Sequence
from pathlib import Path

ENDINGS = frozenset(
    [
        ".py",
        ".c",
        ".h",
        ".cc",
        ".cpp",
        ".hpp",
        ".rs",
        ".go",
        ".java",
        ".kt",
        ".ts",
        ".tsx",
        ".js",
        ".mjs",
        ".swift",
        ".m",
        ".lua",
        ".sh",
        ".rb",
        ".cs",
        ".scss",
        ".css",
    ]
)
MOST = 400  # files of one ending
LEAST_LINES, MOST_LINES = 30, 4000
ROOT = Path(__file__).parents[3]


def usual_roots() -> tuple[Path, ...]:
    """The project itself (Python, Lua, samples of other languages), Python's library and its C headers."""
    paths = sysconfig.get_paths()
    return (ROOT / "m2lsp", ROOT / "editors", ROOT / "tests", Path(paths["stdlib"]), Path(paths["include"]))


def read(roots: Sequence[Path], rng: random.Random) -> dict[str, list[str]]:
    """The texts found under ``roots``, by ending, in an order that ``rng`` gives; line ends are ``\\n``."""
    by_ending: dict[str, list[Path]] = {}
    for root in roots:
        for path in sorted(root.rglob("*")):
            hidden = any(
                part.startswith(".") or part == "site-packages" for part in path.parts[len(root.parts) :]
            )
            if path.suffix in ENDINGS and not hidden and path.is_file():
                by_ending.setdefault(path.suffix, []).append(path)
    found = {}
    for ending, paths in sorted(by_ending.items()):
        rng.shuffle(paths)
        texts = [text for path in paths[:MOST] if (text := _text(path))]
        if len(texts) > 1:
            found[ending] = texts
    return found


def _text(path: Path) -> str:
    """The file's text; empty if it is no use here."""
    try:
        text = path.read_bytes().decode().replace("\r\n", "\n").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return ""
    odd = any(sign in text for sign in "\r\f\v\x1c\x1d\x1e\x85\u2028\u2029")
    return "" if odd or not LEAST_LINES <= text.count("\n") <= MOST_LINES else text
