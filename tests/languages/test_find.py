import subprocess
import sys
from pathlib import Path

import pytest

from m2lsp import languages
from m2lsp.core.document import Document


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


def name_of(text: str, name: str, language_id: str = "") -> str | None:
    path = Path("/a") / name
    language = languages.language_of(Document(path.as_uri(), text, language_id, path=path))
    return language and language.name


C_HEADER = (
    '#ifndef A_H\n#define A_H\n#include <stdio.h>\n#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void);\n'
)


@pytest.mark.parametrize(
    ("text", "language_id", "name"),
    [
        (C_HEADER, "", "c"),
        ("", "", "c"),
        ("#include <vector>\n", "", "cpp"),
        ("namespace a {\n", "", "cpp"),
        ("  template <typename T>\n", "", "cpp"),
        ("std::string f();\n", "", "cpp"),
        ("#import <Foundation/Foundation.h>\n", "", "objc"),
        ("NS_ASSUME_NONNULL_BEGIN\n\n@interface A : B\n", "", "objc"),
        ("namespace a {\n", "c", "c"),
        (C_HEADER, "cpp", "cpp"),
        ("@protocol A;\nstd::string f();\n", "cpp", "objc"),
        ("@interface A\n", "python", "python"),
        ("/* a class\n   of its own */\n", "", "c"),
    ],
)
def test_a_header_is_what_its_text_tells_unless_the_editor_knows(
    text: str, language_id: str, name: str
) -> None:
    assert name_of(text, "a.h", language_id) == name


def test_a_text_tells_nothing_where_the_extension_does() -> None:
    assert name_of("@interface A\nnamespace a {\n", "a.c") == "c"
    assert name_of("@interface A\n", "a.py") == "python"
    assert name_of("@interface A\n", "a.unknown") is None


def test_the_language_of_a_document_without_a_file_is_what_the_editor_says() -> None:
    language = languages.language_of(Document("untitled:1", "@interface A\n", "cpp"))
    assert language is not None and language.name == "cpp"
