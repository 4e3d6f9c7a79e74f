import subprocess
import sys
from pathlib import Path

import pytest

from m2lsp import languages


@pytest.mark.parametrize(
    ("language_id", "path", "name"),
    [
        ("python", None, "python"),
        ("typescriptreact", None, "tsx"),
        ("", Path("/a/main.rs"), "rust"),
        ("plaintext", Path("/a/main.GO"), "go"),
        ("rust", Path("/a/script.py"), "rust"),
        ("", Path("SConstruct"), "python"),
        ("", Path("types.d.ts"), "typescript"),
    ],
)
def test_a_row_is_found_by_language_id_else_by_file(language_id: str, path: Path | None, name: str) -> None:
    language = languages.find(language_id, path)
    assert language is not None and language.name == name


@pytest.mark.parametrize(("language_id", "path"), [("", None), ("cobol", Path("a.cbl")), ("", Path("py"))])
def test_what_is_not_known_has_no_row(language_id: str, path: Path | None) -> None:
    assert languages.find(language_id, path) is None


def test_finding_a_row_loads_no_grammar() -> None:
    code = (
        "import sys; from m2lsp import context, languages; languages.find('python', None);"
        "print([name for name in sys.modules if name.startswith('tree_sitter')])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
