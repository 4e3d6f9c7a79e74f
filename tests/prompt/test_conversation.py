"""The prompt for actions: system, the turns before, this turn."""

import pytest
from prompts import context

from m2lsp.core.chat import Message, Role
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.prompt import conversation
from m2lsp.prompt.chat import SYSTEM, question

QUESTION = """\
The document is cart.py.

Outline of shop/cart.py:
```python
class Cart:
```

Before the part in question:
```python
import x

```

The part in question, lines 3 to 4:
````python
def f():
    return "```"
````

After the part in question:
```python

f()
```

What is it for?"""


def test_the_question_shows_what_is_known_then_the_code_then_what_is_wanted():
    outline = Snippet(SnippetKind.OUTLINE, "shop/cart.py", "class Cart:", "", 3)
    seen = context('import x\n\n«def f():\n    return "```"\n»\nf()\n', outline)
    assert question(seen, "What is it for?") == QUESTION


def test_nothing_is_said_of_what_is_not_there():
    text = question(context("«x = 1\n»\n"), "Why?")
    assert text == "The document is cart.py.\n\nThe part in question, line 1:\n```python\nx = 1\n```\n\nWhy?"


def test_the_system_message_comes_first_and_once_and_never_changes():
    history = (Message(Role.USER, "a"), Message(Role.ASSISTANT, "b", reasoning="c"))
    now = (Message(Role.USER, "d"),)
    prompt = conversation(history, now, 100, "key")
    assert prompt.messages == (Message(Role.SYSTEM, SYSTEM), *history, *now)
    assert (prompt.max_tokens, prompt.think, prompt.cache_key) == (100, True, "key")


@pytest.mark.parametrize(
    ("fixture", "lines"),
    [
        ("«a\n»b\n", "line 1"),
        ("«a\nb»\n", "lines 1 to 2"),
        ("a\r\n«b\r\nc\r\n»", "lines 2 to 3"),
        ("ˇ", "line 1"),
        ("a\nˇ", "line 2"),
    ],
)
def test_the_lines_of_the_part_are_named_from_one(fixture: str, lines: str):
    assert f"The part in question, {lines}:" in question(context(fixture), "Why?")
