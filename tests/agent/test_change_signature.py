"""A change of signature over several files whose first try does not build, in each of five languages.

The checker is the language's own where the machine has it.  Where it has not, a small program stands for it:
it counts arguments, and complains in the words and the form of the compiler.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from acting import BUDGET, Stage, acting
from scripted import vllm_chat
from toolcalls import THOUGHTS, sent

from m2lsp.app import files
from m2lsp.core.feature import Outcome, Proposal, Refusal, Request
from m2lsp.core.text import Span

ROOT = Path(__file__).resolve().parents[2]
TSC = ROOT / "editors" / "vscode" / "node_modules" / ".bin" / "tsc"

# Counts what stands in the brackets behind "area": ENDING is the suffix, FORM the compiler's way to complain.
STAND_IN = r"""
import pathlib, re, sys
ending, form = sys.argv[1:]
found = [
    (path, number, len(made[2].split(",")), bool(made[1].strip()))
    for path in sorted(pathlib.Path(".").rglob("*" + ending))
    for number, line in enumerate(path.read_text().splitlines(), 1)
    for made in re.finditer(r"((?:\b(?:fn|func|function|def|int) )?)\barea\(([^)]*)\)", line, re.I)
]
takes = next(count for *_, count, defines in found if defines)
wrong = [(path, number) for path, number, count, defines in found if not defines and count != takes]
for path, number in wrong:
    print(form.format(path=path.as_posix(), line=number))
sys.exit(bool(wrong))
"""


@dataclass(frozen=True)
class Sample:
    """A project of three files: ``area`` is defined in the first and called in the others."""

    language: str
    project: Mapping[str, str]
    changes: tuple[tuple[str, str, str], ...]
    words: str
    real: str
    form: str

    @property
    def defined_in(self) -> str:
        return self.changes[0][0]

    def reply(self, count: int) -> str:
        """The first so many changes, as a model writes them."""
        blocks = (
            f"{path}\n<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"
            for path, old, new in self.changes[:count]
        )
        return "I change all of them.\n\n" + "\n".join(blocks)


SAMPLES = [
    Sample(
        "rust",
        {
            "Cargo.toml": '[package]\nname = "sample"\nversion = "0.1.0"\nedition = "2021"\n',
            "src/shapes.rs": "pub fn area(width: u32) -> u32 {\n    width * width\n}\n",
            "src/report.rs": "use crate::shapes::area;\n\npub fn total() -> u32 {\n    area(2) + 1\n}\n",
            "src/main.rs": 'mod report;\nmod shapes;\n\nfn main() {\n    println!("{}", report::total());\n'
            '    println!("{}", shapes::area(3));\n}\n',
        },
        (
            (
                "src/shapes.rs",
                "pub fn area(width: u32) -> u32 {\n    width * width",
                "pub fn area(width: u32, height: u32) -> u32 {\n    width * height",
            ),
            ("src/report.rs", "    area(2) + 1", "    area(2, 2) + 1"),
            (
                "src/main.rs",
                '    println!("{}", shapes::area(3));',
                '    println!("{}", shapes::area(3, 3));',
            ),
        ),
        "src/main.rs:6:",
        "cargo",
        "{path}:{line}:20: error[E0061]: this function takes 2 arguments but 1 argument was supplied",
    ),
    Sample(
        "go",
        {
            "go.mod": "module sample\n\ngo 1.21\n",
            "shapes/shapes.go": "package shapes\n\nfunc Area(width int) int {\n\treturn width * width\n}\n",
            "report/report.go": 'package report\n\nimport "sample/shapes"\n\nfunc Total() int {\n'
            "\treturn shapes.Area(2) + 1\n}\n",
            "main.go": 'package main\n\nimport (\n\t"fmt"\n\n\t"sample/report"\n\t"sample/shapes"\n)\n\n'
            "func main() {\n\tfmt.Println(report.Total(), shapes.Area(3))\n}\n",
        },
        (
            (
                "shapes/shapes.go",
                "func Area(width int) int {\n\treturn width * width",
                "func Area(width, height int) int {\n\treturn width * height",
            ),
            ("report/report.go", "\treturn shapes.Area(2) + 1", "\treturn shapes.Area(2, 2) + 1"),
            (
                "main.go",
                "\tfmt.Println(report.Total(), shapes.Area(3))",
                "\tfmt.Println(report.Total(), shapes.Area(3, 3))",
            ),
        ),
        "main.go:11:",
        "go",
        "vet: ./{path}:{line}:41: not enough arguments in call to shapes.Area",
    ),
    Sample(
        "java",
        {
            "Shapes.java": "class Shapes {\n    static int area(int width) {\n        return width * width;\n"
            "    }\n}\n",
            "Report.java": "class Report {\n    static int total() {\n        return Shapes.area(2) + 1;\n"
            "    }\n}\n",
            "Main.java": "class Main {\n    public static void main(String[] words) {\n"
            "        System.out.println(Report.total() + Shapes.area(3));\n    }\n}\n",
        },
        (
            (
                "Shapes.java",
                "    static int area(int width) {\n        return width * width;",
                "    static int area(int width, int height) {\n        return width * height;",
            ),
            ("Report.java", "        return Shapes.area(2) + 1;", "        return Shapes.area(2, 2) + 1;"),
            (
                "Main.java",
                "        System.out.println(Report.total() + Shapes.area(3));",
                "        System.out.println(Report.total() + Shapes.area(3, 3));",
            ),
        ),
        "Main.java:3: error: method area in class Shapes cannot be applied to given types;",
        "javac -d out Shapes.java Report.java Main.java",
        "{path}:{line}: error: method area in class Shapes cannot be applied to given types;",
    ),
    Sample(
        "typescript",
        {
            "tsconfig.json": '{"compilerOptions": {"strict": true, "module": "esnext", "types": []}}\n',
            "shapes.ts": "export function area(width: number): number {\n  return width * width;\n}\n",
            "report.ts": 'import { area } from "./shapes";\n\nexport function total(): number {\n'
            "  return area(2) + 1;\n}\n",
            "main.ts": 'import { total } from "./report";\nimport { area } from "./shapes";\n\n'
            "export const all = total() + area(3);\n",
        },
        (
            (
                "shapes.ts",
                "export function area(width: number): number {\n  return width * width;",
                "export function area(width: number, height: number): number {\n  return width * height;",
            ),
            ("report.ts", "  return area(2) + 1;", "  return area(2, 2) + 1;"),
            ("main.ts", "export const all = total() + area(3);", "export const all = total() + area(3, 3);"),
        ),
        "error TS2554: Expected 2 arguments, but got 1.",
        f"'{TSC}' --noEmit --pretty false",
        "{path}({line},30): error TS2554: Expected 2 arguments, but got 1.",
    ),
    Sample(
        "python",
        {
            "shapes.py": "def area(width: int) -> int:\n    return width * width\n",
            "report.py": "from shapes import area\n\n\ndef total() -> int:\n    return area(2) + 1\n",
            "main.py": "from report import total\nfrom shapes import area\n\nprint(total() + area(3))\n",
        },
        (
            (
                "shapes.py",
                "def area(width: int) -> int:\n    return width * width",
                "def area(width: int, height: int) -> int:\n    return width * height",
            ),
            ("report.py", "    return area(2) + 1", "    return area(2, 2) + 1"),
            ("main.py", "print(total() + area(3))", "print(total() + area(3, 3))"),
        ),
        'main.py:4: error: Missing positional argument "height" in call to "area"',
        f"'{sys.executable}' -m mypy --no-incremental --cache-dir '{os.devnull}' .",
        '{path}:{line}: error: Missing positional argument "height" in call to "area"  [call-arg]',
    ),
]


def settings(sample: Sample, folder: Path) -> dict[str, dict[str, Any]]:
    """Trust in the workspace; m2lsp's own command for the language, another real one, or the stand-in."""
    program = sample.real.split("'")[1] if sample.real.startswith("'") else sample.real.split()[0]
    commands = {}
    if shutil.which(program) is None:
        script = folder / "stand_in.py"
        script.write_text(STAND_IN)
        ending = Path(sample.defined_in).suffix
        commands = {sample.language: f"'{sys.executable}' '{script}' {ending} '{sample.form}'"}
    elif " " in sample.real:
        commands = {sample.language: sample.real}
    return {"checks": {"trusted": [str(folder / "workspace")], "commands": commands}}


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("M2LSP_")}


def changed(stage: Stage, sample: Sample) -> Outcome:
    for name, text in sample.project.items():
        path = stage.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    document = files.read(stage.folder / sample.defined_in)
    at = document.text.lower().index("area(")
    request = Request(
        document, Span(at, at), BUDGET, instruction="take width and height", folders=(stage.folder,)
    )
    return stage.act("change_signature", request)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_the_checkers_words_reach_the_second_request_with_the_first_tries_thinking(
    tmp_path: Path, sample: Sample
):
    with acting(tmp_path, settings(sample, tmp_path), environment()) as stage:
        stage.backend.queue(
            vllm_chat(sample.reply(2), reasoning=THOUGHTS, tools=[("c1", "check_edit", "{}")]),
            vllm_chat(sample.reply(3), reasoning="oh", tools=[("c2", "check_edit", "{}")]),
        )
        outcome = changed(stage, sample)
        assert isinstance(outcome, Proposal)
        first, second = sent(stage, 0), sent(stage, 1)
        assert len(stage.backend.requests) == 2
    asked = first[-1]["content"]
    assert all(f"{path}:" in asked for path, *_ in sample.changes)
    assert second[: len(first)] == first
    assert [m["role"] for m in second[len(first) :]] == ["assistant", "tool"]
    assert second[-2]["reasoning"] == THOUGHTS
    assert second[-1]["tool_call_id"] == "c1"
    assert sample.words in second[-1]["content"]
    assert outcome.failed == ()
    assert any(check.startswith("passes ") for check in outcome.checks)
    after = {edit.document.path: edit.after for edit in outcome.edits}
    assert after == {
        stage.folder / path: sample.project[path].replace(old, new) for path, old, new in sample.changes
    }


BAD_REPLIES = {
    "a secret file": ("./.env", "m2lsp leaves .env alone"),
    "a file outside": ("../other.py", "not in the workspace"),
    "a file that there is not": ("none.py", "There is no file none.py"),
}


@pytest.mark.parametrize(("path", "why"), BAD_REPLIES.values(), ids=BAD_REPLIES)
def test_a_file_that_may_not_be_read_is_not_changed_or_made(tmp_path: Path, path: str, why: str):
    sample = SAMPLES[-1]
    reply = f"{path}\n<<<<<<< SEARCH\nA=1\n=======\nA=2\n>>>>>>> REPLACE\n"
    with acting(tmp_path) as stage:
        (stage.folder / ".env").write_text("A=1\n")
        (tmp_path / "other.py").write_text("A=1\n")
        stage.backend.default(vllm_chat(reply))
        outcome = changed(stage, sample)
        assert why in sent(stage, 1)[-1]["content"]
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "unknown file"
