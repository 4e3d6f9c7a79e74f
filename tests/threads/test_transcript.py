"""The transcript: a thread as a Markdown document."""

from dataclasses import replace

from markdown_it import MarkdownIt

from m2lsp.core.chat import Message, Role, ToolCall, Usage
from m2lsp.core.thread import Turn
from m2lsp.threads import transcript

ASKED = """The document is sort.py.

The part in question:
```python
xs.sort(key=len)
```

Explain what this does.

Answer in a few sentences."""

EXPLAINED = Turn(
    feature="explain",
    messages=(
        Message(Role.USER, ASKED),
        Message(Role.ASSISTANT, "\n\nSorts the list, shortest first.", reasoning="A sort.\n```\nkey\n```\n"),
    ),
    model="MiniMax-M2.1",
    endpoint="vllm",
    started=1763913600.7,
    seconds=12.34,
    usage=Usage(prompt=1234, completion=567, reasoning=400),
    outcome="answer",
)
REFUSED = Turn(
    feature="write_docs",
    messages=(Message(Role.USER, "Document it."), Message(Role.ASSISTANT, "", reasoning="hm")),
    model="",
    endpoint="vllm",
    started=1763913700.0,
    seconds=1.0,
    outcome="only thinking",
)


def test_a_thread_reads_as_a_document():
    assert transcript("sort.py", [EXPLAINED, REFUSED]) == (
        """\
# `sort.py`

## 1. explain, 2025-11-23T16:00:00Z

`MiniMax-M2.1` at `vllm`, 12.3 s, 1,234 tokens read, 567 written, 400 of them thinking

> Explain what this does.

<details><summary>Thinking (20 characters)</summary>

````text
A sort.
```
key
```
````

</details>

Sorts the list, shortest first.

## 2. write docs, 2025-11-23T16:01:40Z

`?` at `vllm`, 1.0 s

> Document it.

<details><summary>Thinking (2 characters)</summary>

```text
hm
```

</details>

Nothing came of this turn: only thinking.
"""
    )


def test_the_model_is_named_once_where_the_endpoint_names_it():
    named = replace(EXPLAINED, endpoint="vllm MiniMax-M2.1 at 127.0.0.1:8000")
    assert "\n`vllm MiniMax-M2.1 at 127.0.0.1:8000`, 12.3 s" in transcript("sort.py", [named])
    other = replace(named, model="MiniMax-M2")
    assert "\n`MiniMax-M2` at `vllm MiniMax-M2.1 at 127.0.0.1:8000`, 12.3 s" in transcript("sort.py", [other])


def test_an_empty_thread_is_its_heading():
    assert transcript("a.rs", []) == "# `a.rs`\n"


def test_calls_and_their_results_are_shown():
    messages = (
        Message(Role.USER, "Fix it."),
        Message(Role.ASSISTANT, "", tool_calls=(ToolCall("1", "check_edit", "{}"),)),
        Message(Role.TOOL, "2 errors", tool_call_id="1"),
        Message(Role.ASSISTANT, "Done."),
    )
    shown = transcript("a.rs", [Turn("fix", messages, "m", "e", 0.0, 0.0, outcome="edit")])
    assert "Called `check_edit`.\n\n<details><summary>Result</summary>\n\n```text\n2 errors\n```\n" in shown


def test_a_long_ask_is_cut():
    shown = transcript("a.rs", [Turn("ask", (Message(Role.USER, "why " * 500),), "m", "e", 0.0, 0.0)])
    (ask,) = [line for line in shown.split("\n") if line.startswith("> ")]
    assert ask.endswith("…")
    assert len(ask) == len("> ") + 300


def test_nothing_that_came_from_outside_is_live():
    evil = "![x](http://evil.example) <img src=x>\n```"
    messages = (
        Message(Role.USER, evil),
        Message(
            Role.ASSISTANT, evil, reasoning=evil + "\n</details>", tool_calls=(ToolCall("1", evil, evil),)
        ),
        Message(Role.TOOL, evil, tool_call_id="1"),
    )
    shown = transcript(evil, [Turn("ask", messages, evil, evil, 0.0, 0.0, outcome=evil)])
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(shown)
    assert "<img" not in html
    assert "<a " not in html
    assert html.endswith(".</p>\n")


def test_it_can_be_written_to_a_file_whatever_the_model_sent():
    odd = "a\ud800\0\r\nb\u2028c"
    messages = (Message(Role.USER, odd), Message(Role.ASSISTANT, odd, reasoning=odd))
    shown = transcript(odd, [Turn("ask", messages, odd, odd, 0.0, 0.0, outcome=odd)])
    assert shown.encode()
    assert "\r" not in shown


def test_the_same_thread_gives_the_same_text():
    assert transcript("a", [EXPLAINED] * 3) == transcript("a", [EXPLAINED] * 3)
