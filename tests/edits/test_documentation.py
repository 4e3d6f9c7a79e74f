"""Edits that may change documentation only: the code must come out the same."""

import pytest

from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.edits import Reason, keeps_code, minimise

PYTHON = "def f(x):\n    if x:\n        return 'a  b'\n    return x\n"
RUST = "#[inline]\nfn f(x: u8) -> u8 {\n    x\n}\n"
GO = "package a\n\nfunc f() int {\n\treturn 1\n}\n"
KOTLIN = "@A\nfun f(x: Int) = x\n"
TSX = "export const f = (x: number) => <p>{x} a</p>;\n"

DOCUMENTED = [
    ("python", PYTHON, PYTHON.replace(":\n    if", ':\n    """Say."""\n    if')),
    ("python", PYTHON, PYTHON.replace(":\n    if", ':  # why\n    # more\n    """Say."""\n\n    if')),
    ("python", "def f(x): return x\n", 'def f(x):\n    """Say."""\n    return x\n'),
    ("python", 'class C:\n    """Old."""\n', 'class C:\n    """New.\n\n    More.\n    """\n'),
    ("python", "X = 1\n", 'X = 1\n"""How many."""\n'),
    ("python", "def f():\r\n    return 1\r\n", 'def f():\r\n    """Say."""\r\n    return 1\r\n'),
    ("rust", RUST, "/// Says.\n///\n/// # Panics\n" + RUST),
    ("rust", RUST, RUST.replace("]\nfn", "]\n/** Says. */\nfn")),
    ("go", GO, GO.replace("func", "// f says\n// so.\nfunc")),
    ("kotlin", KOTLIN, "/**\n * Says.\n * @param x é\n */\n" + KOTLIN),
    ("typescript", "export function f() {}\n", "/** Says. */\nexport function f() {}\n"),
    ("typescriptreact", TSX, "/** Says. */\n" + TSX),
]
CHANGED = [
    ("python", PYTHON, '"""Say."""\n'),
    ("python", PYTHON, PYTHON.replace("return x", "return -x")),
    ("python", PYTHON, PYTHON.replace("    return x", "        return x")),
    ("python", PYTHON, PYTHON.replace("a  b", "a b")),
    ("python", PYTHON, PYTHON.replace("(x)", "(x: int)")),
    ("python", "def f():\n    g()\n", 'def f():\n    f"""{g()}"""\n'),
    ("python", "def f():\n    f'{g()}'\n    return 1\n", "def f():\n    f'{h()}'\n    return 1\n"),
    ("python", "def f():\n    return '''a'''\n", "def f():\n    '''a'''\n"),
    ("rust", RUST, "/// Says.\n"),
    ("rust", RUST, "/// Says.\n" + RUST.removeprefix("#[inline]\n")),
    ("go", GO, GO.replace("1", "2")),
    ("kotlin", KOTLIN, "/** Says. */\n" + KOTLIN.removeprefix("@A\n")),
    ("typescriptreact", TSX, TSX.replace(" a<", " b<")),
    ("no-such-language", "a\n", "# Says.\na\n"),
]


def kept(language: str, before: str, after: str) -> str | Drop:
    return keeps_code(minimise(Document("file:///a", before, language), after))


@pytest.mark.parametrize(("language", "before", "after"), DOCUMENTED)
def test_documentation_may_come_and_go(language: str, before: str, after: str):
    for old, new in ((before, after), (after, before)):
        assert kept(language, old, new) == "changes only comments and docstrings"


@pytest.mark.parametrize(("language", "before", "after"), CHANGED)
def test_code_that_changes_is_refused(language: str, before: str, after: str):
    got = kept(language, before, after)
    assert isinstance(got, Drop)
    assert got.reason == Reason.CODE
