"""Replies as models write them, and as nobody should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2lsp.core.errors import Drop
from m2lsp.edits import Block, Reason, Whole, parse_blocks, parse_region, parse_reply
from m2lsp.edits.parse import path_in


def test_the_fence_is_taken_and_the_prose_round_it_left():
    assert parse_region("Here it is:\n\n```python\nx = 1\n```\n\nI renamed it.") == "x = 1\n"


@pytest.mark.parametrize(
    ("reply", "region"),
    [
        ("~~~\na\n~~~\n", "a\n"),
        ("```\na\n```", "a\n"),
        ("```\na\n`````\n", "a\n"),
        ("````markdown\n```sh\nls\n```\n````\n", "```sh\nls\n```\n"),
        ("````markdown\n```\nls\n```\n````\n", "```\nls\n```\n"),
        ("```markdown\n# A\n\n```sh\nls\n```\n\nend\n```\n", "# A\n\n```sh\nls\n```\n\nend\n"),
        ("~~~md\n```\nls\n```\n~~~\n", "```\nls\n```\n"),
        ("1. Do\n\n   ```py\n   if a:\n       b\n   ```\n", "if a:\n    b\n"),
        ("```\r\na\r\n```\r\n", "a\r\n"),
        ("```python\n'''\n    ```\n    x\n    ```\n'''\n```\n", "'''\n    ```\n    x\n    ```\n'''\n"),
        ("```\n\n```", "\n"),
        ("```\n```", ""),
    ],
)
def test_a_fence_ends_where_it_was_meant_to(reply: str, region: str):
    assert parse_region(reply) == region


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("x = 1", Reason.NO_FENCE),
        ("", Reason.NO_FENCE),
        ("Use `x` and ``y``.", Reason.NO_FENCE),
        ("```inline``` is no fence", Reason.NO_FENCE),
        ("```python\nx = 1\n", Reason.UNCLOSED),
        ("```md\n```sh\nls\n```\n", Reason.UNCLOSED),
        ("```\na\n```\n\n```\nb\n```\n", Reason.SEVERAL_FENCES),
        ("```md\n```\nls\n```\n```\n", Reason.SEVERAL_FENCES),
    ],
)
def test_a_region_that_is_not_plain_is_refused(reply: str, reason: Reason):
    got = parse_region(reply)
    assert isinstance(got, Drop)
    assert got.reason == reason
    assert "fence" in got.detail


def block(search: str, replace: str, path: str = "", signs: int = 7) -> str:
    name = path + "\n" if path else ""
    return f"{name}{'<' * signs} SEARCH\n{search}{'=' * signs}\n{replace}{'>' * signs} REPLACE\n"


def test_blocks_are_taken_in_order_with_the_files_they_name():
    reply = "Two files.\n\n" + block("a\n", "b\n", "src/a.py") + "\nand\n\n" + block("c\n", "", "**`b.ts`**:")
    assert parse_blocks(reply) == (Block("a\n", "b\n", "src/a.py"), Block("c\n", "", "b.ts"))


def test_a_block_without_a_name_is_about_the_file_before():
    assert parse_blocks(block("a\n", "b\n", "x.go") + block("c\n", "d\n")) == (
        Block("a\n", "b\n", "x.go"),
        Block("c\n", "d\n", "x.go"),
    )


def test_blocks_may_stand_in_fences():
    reply = "src/a.rs\n```rust\n" + block("a\n", "b\n") + "```\n"
    assert parse_blocks(reply) == (Block("a\n", "b\n", "src/a.rs"),)
    reply = "```rust src/b.rs\n" + block("a\n", "b\n") + "```\n"
    assert parse_blocks(reply) == (Block("a\n", "b\n", "src/b.rs"),)


def test_longer_markers_hold_lines_that_look_like_markers():
    inner = block("a\n", "b\n")
    assert parse_blocks(block(inner, "clean\n", signs=9)) == (Block(inner, "clean\n"),)
    heading = "Changes\n=======\n"
    assert parse_blocks(block(heading, heading + "x\n", signs=9)) == (Block(heading, heading + "x\n"),)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("no block", Reason.NO_BLOCKS),
        ("<<<<<<< SEARCH\na\n=======\nb\n", Reason.UNCLOSED),
        ("<<<<<<< SEARCH\na\n>>>>>>> REPLACE\n", Reason.MALFORMED),
        (block("Changes\n=======\n", "x\n"), Reason.MALFORMED),
        ("<<<<<<< SEARCH\na\n=======\nb\n<<<<<<< SEARCH\nc\n=======\nd\n>>>>>>> REPLACE\n", Reason.MALFORMED),
    ],
)
def test_blocks_out_of_order_are_refused(reply: str, reason: Reason):
    got = parse_blocks(reply)
    assert isinstance(got, Drop)
    assert got.reason == reason


def test_a_reply_with_marker_lines_in_the_file_says_how_to_write_them():
    got = parse_blocks(block("Changes\n=======\n", "x\n"))
    assert isinstance(got, Drop)
    assert "nine signs" in got.detail


def test_whole_files_are_taken_with_their_names():
    reply = "### `a.py`\n```python\nx\n```\n\nFile: src/b.ts\n\n```ts\ny\n```\n"
    assert parse_reply(reply) == (Whole("x\n", "a.py"), Whole("y\n", "src/b.ts"))


def test_one_fence_needs_no_name_and_several_do():
    assert parse_reply("```\nx\n```\n") == (Whole("x\n"),)
    got = parse_reply("a.py\n```\nx\n```\nThen run:\n```\ny\n```\n")
    assert isinstance(got, Drop)
    assert got.reason == Reason.SEVERAL_FENCES


def test_blocks_go_before_fences():
    assert parse_reply("```\n" + block("a\n", "b\n") + "```\n") == (Block("a\n", "b\n"),)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("src/a.py", "src/a.py"),
        ("**src/a.py**", "src/a.py"),
        ("### File: `Makefile`", "Makefile"),
        ("`src/a.py`:", "src/a.py"),
        ("2. src/a.py", "src/a.py"),
        ("Now `src/a.py`:", "src/a.py"),
        ("src\\win\\a.cs", "src\\win\\a.cs"),
        ("app/[id]/page.tsx", "app/[id]/page.tsx"),
        ("Here is the change:", ""),
        ("Rename `foo` to `bar`:", ""),
        ("The `a.py` and `b.py` files:", ""),
        ("See https://example.org/a.html", ""),
        ("That is all.", ""),
        ("", ""),
    ],
)
def test_a_line_names_a_file_or_none(line: str, path: str):
    assert path_in(line) == path


_PIECES = st.sampled_from(
    [
        "```",
        "````",
        "~~~",
        "```py",
        "<<<<<<< SEARCH",
        "=======",
        ">>>>>>> REPLACE",
        "a.py",
        "x = 1",
        "  ",
        "\r",
        "é",
    ]
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=20)), max_size=30).map("\n".join))
def test_no_reply_makes_parsing_fail(reply: str):
    for parse in (parse_region, parse_blocks, parse_reply):
        got = parse(reply)
        assert not isinstance(got, Drop) or got.detail
