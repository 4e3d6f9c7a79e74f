"""A model's Markdown, rendered by a real renderer, shows nothing live and runs over into nothing."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from m2lsp.threads.inert import code_span, fenced, inert, inert_line

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
LIVE = re.compile(r"<(?:img|a|script|iframe|b|x)\b|<!--", re.IGNORECASE)
END = "the end"


def render(markdown: str) -> str:
    return RENDERER.render(f"{markdown}\n## {END}\n")


def check_harmless(markdown: str) -> None:
    html = render(inert(markdown))
    # Inside code the renderer escapes what looks like a tag, so any that is left is live.
    assert not LIVE.search(html), html
    assert html.rstrip().endswith(f"<h2>{END}</h2>"), html


ATTACKS = {
    "an image": "![a](http://evil.example/x.png)",
    "an image by reference": "![a][r]\n\n[r]: http://evil.example/x.png",
    "a link": "[a](https://evil.example)",
    "a link with a title": '[a](<https://evil.example> "t")',
    "a reference over two lines": "[r]\n\n[r]:\nhttps://evil.example\n'title'",
    "an escaped bracket": r"\![a](http://evil.example) [\]](http://evil.example)",
    "a command": "[run](command:workbench.action.terminal.new)",
    "an address in angles": "<https://evil.example>",
    "a tag": "<img src=http://evil.example/x.png>",
    "an escaped tag": r"\\<img src=x> \<img src=y>",
    "a comment that would hide the rest": "<!-- ",
    "a block of HTML": "<x>\n**a**\n",
    "a fence that is left open": "```python\nprint(1)",
    "a fence of tildes that is left open": "~~~\n<b>",
    "a fence of tildes with backticks in its label": "~~~ a`b\n<b>\n~~~\n<img src=x>",
    "a fence in a list that the list ends": "- a\n  ```\n  x\n<img src=x>\n```\n<img src=y>",
    "a fence in a quote that the quote ends": "> ```\n<img src=x>\n> ```\n<img src=y>",
    "a fence after a bullet": "- ```\n<img src=x>\n  ```\n<img src=y>",
    "a fence too deep to be one": "text\n    ```\n    <img src=x>\n    ```\n",
    "a fence that is closed too deep": "```\na\n    ```\n<img src=x>\n```\n<img src=y>",
    "a longer fence round a shorter": "````\n```\n<b>\n````\n<img src=x>",
    "a code span over two lines": "`\n`<img src=x>`\n`",
    "a code span that a heading ends": "`\n# <img src=x> `",
    "a code span that a table's cell ends": "|a|b|\n|-|-|\n|`a|b` `<img src=x>` c|",
    "an escaped backtick": r"\`<img src=x>\`",
    "runs of unequal length": "``<img src=x>` <img src=y>",
    "a backslash before a span": "\\\\`a`<img src=x>`b`",
    "another line end": "`\r`<img src=x>`\r`",
}


@pytest.mark.parametrize("markdown", ATTACKS.values(), ids=ATTACKS)
def test_nothing_live_is_left(markdown: str):
    check_harmless(markdown)


@pytest.mark.parametrize("name", ["an image", "a link", "a tag", "an address in angles", "a command"])
def test_the_renderer_would_have_shown_it(name: str):
    assert LIVE.search(render(ATTACKS[name]))


BLOCKS = ["\n", "\n\n", "\r\n", "    ", "- ", "> ", "1. ", "# ", "|", "|-|-|\n", "===", "---\n", "\t", " "]
CODE = ["`", "``", "```", "~~~", "\\", "a"]
LINKS = [
    "![a](http://e)",
    "[a](b)",
    "[r]",
    "[r]: http://e",
    "<https://e>",
    "[",
    "]",
    "](",
    "(x)",
    ":",
    "&lt;",
]
TAGS = ["<img src=x>", "<x>", "<!--", "-->", "<details>", "<", ">"]
PARTS = st.sampled_from([*BLOCKS, *CODE, *LINKS, *TAGS])


@settings(max_examples=400, deadline=None)
@example(["|", "a", "|", "\n", "|-|-|\n", "|", "`", "a", "|", "`", " ", "`", "<img src=x>", "`", "|"])
@given(st.lists(PARTS, max_size=25))
def test_nothing_live_is_left_however_the_parts_are_put_together(parts: list[str]):
    check_harmless("".join(parts))


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS, max_size=12))
def test_fences_spans_and_lines_hold_what_is_put_in_them(parts: list[str]):
    text = "".join(parts)
    for shown in (fenced(text, "text"), f"> {inert_line(text)}\n", f"{code_span(text)}\n"):
        html = render(shown)
        assert not LIVE.search(html), html
        assert html.rstrip().endswith(f"<h2>{END}</h2>"), html


KEPT = {
    "running text": "Sorts `xs` **in place**, a < b, if a <= b; see section [2] and x[0].\n",
    "a span with a type": "Returns `Vec<u8>` or `a[i](x)`.\n",
    "a table": "| a | b |\n|---|---|\n| `Vec<u8>` | 2 |\n",
    "a list": "1. one\n   - two\n\n> said\n",
    "a fenced block": "```rust\nlet x: Vec<u8> = vec![1](http://x);\n```\n",
    "a fenced block in a longer fence": "````md\n```\na\n```\n````\n",
}


@pytest.mark.parametrize("markdown", KEPT.values(), ids=KEPT)
def test_what_is_harmless_stays_as_it_is(markdown: str):
    assert inert(markdown) == markdown


def test_a_fence_in_a_list_is_written_at_the_margin():
    given_, shown = (
        "1. Do:\n   ```py\n   if x:\n       y\n   ```\n2. Then\n",
        "1. Do:\n```py\nif x:\n    y\n```\n2. Then\n",
    )
    assert inert(given_) == shown


def test_an_address_is_shown_and_not_linked():
    assert (
        inert("See https://example.org or www.example.org")
        == "See https\\://example.org or www\\.example.org\n"
    )


def test_what_can_not_be_shown_is_replaced():
    assert inert("a\ud800b\0c\x1b[31m") == "a\ufffdb\ufffdc\ufffd[31m\n"
