"""Code that spells the model's own markers, written by the model, survives where the endpoint lets it."""

from pathlib import Path

import pytest
from leaks import ROWS, Row, Speech, stage
from leaks.run import HOLE, act, suggested
from scripted import CHAT, COMPLETIONS, Request, Script, vllm_completion

MARKERS = (
    "</think>",
    "<think>",
    "<think>x</think>",
    "[e~[",
    "]~b]ai",
    '<invoke name="x">',
    "</parameter>",
    "<minimax:tool_call>",
    "</minimax:tool_call>",
)
SIZES = (1, 0)
CASES = [(marker, size) for marker in MARKERS for size in SIZES]


def line(marker: str) -> str:
    return f"return xs.count('{marker}')"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_markers_in_strings_come_through_as_ghost_text_and_as_an_edit(row: Row, tmp_path: Path) -> None:
    shape, _ = row.shapes[0]
    wrong = []
    with stage(row, tmp_path) as ready:
        for number, (marker, size) in enumerate(CASES):
            code = line(marker)

            def over_chat(request: Request, code: str = code, size: int = size) -> Script:
                goes_on = "continue_final_message" in request.json
                return shape.script(Speech(code if goes_on else f"```python\n    {code}\n```", size))

            ready.backend.default(over_chat, path=CHAT)
            ready.backend.default(vllm_completion(f"{code}\n", chunk=size or 99), path=COMPLETIONS)
            hole = ready.client.open(ready.folder / f"ghost_{number}.py", HOLE, "python")
            wrong += [
                f"ghost text, {marker!r}: {text!r}" for text in [suggested(ready, hole)] if text != [code]
            ]

            whole = f"def total(xs):\n    {code}\n"
            ready.backend.default(shape.script(Speech(f"```python\n{whole}```", size)), path=CHAT)
            after = act(ready, ready.folder / f"edit_{number}.py", "refactor.rewrite.m2lsp").text
            wrong += [f"edit, {marker!r}: {after!r}"] if after != whole else []
    assert wrong == []
