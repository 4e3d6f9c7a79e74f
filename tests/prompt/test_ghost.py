"""The prompt for ghost text in each way, whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompts import context, model, shown, texts

from m2lsp.core.chat import ChatPrompt, RawPrompt, Way
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.prompt import Shield, ghost
from m2lsp.prompt.ghost import OWN_RENDERING
from m2lsp.prompt.insert import THINKING_TOKENS
from m2lsp.prompt.sections import fence_for, fenced

EDIT = Snippet(
    SnippetKind.RECENT_EDIT, "shop/till.py", "-def pay():\n+def pay(now):", "changed a moment ago", 9
)
IMPORTS = Snippet(SnippetKind.IMPORTS, "shop/cart.py", "from shop import Item", "used here", 5)
AT_RETURN = "def f(x):\n    return ˇ\n\nf(1)\n"

FILL = """\
⟨<|file_sep|>⟩shop/cart.py
from shop import Item
⟨<|file_sep|>⟩cart.py
⟨<|fim_prefix|>⟩def f(x):
    return ⟨<|fim_suffix|>⟩

f(1)
⟨<|fim_middle|>⟩"""

ASKED = """\
Imports of shop/cart.py:
```python
from shop import Item
```

The file is cart.py. After the cursor it goes on with:

```python


f(1)
```

Write the part of cart.py that ends where this begins, in one fenced block."""

BEGUN = """\
```python
def f(x):
    return """

INSERT = """\
Imports of shop/cart.py:
```
from shop import Item
```

The file is cart.py.

After the cursor:
```


f(1)
```

Before the cursor:
```
def f(x):
    return 
```

What belongs at the cursor?
"""


def asked(way: Way, fixture: str = AT_RETURN, *snippets: Snippet) -> ChatPrompt | RawPrompt:
    return ghost(context(fixture, *snippets), model(way), Shield(), 64)


def test_a_fill_in_the_middle_model_gets_other_files_then_prefix_and_suffix():
    assert shown(asked(Way.FIM, AT_RETURN, IMPORTS)) == FILL


def test_a_recent_edit_is_a_file_of_its_own_to_a_fill_in_the_middle_model():
    told = "⟨<|file_sep|>⟩shop/till.py.diff\n-def pay():\n+def pay(now):\n"
    assert shown(asked(Way.FIM, AT_RETURN, EDIT)) == told + FILL[FILL.index("⟨<|file_sep|>⟩cart.py") :]


@pytest.mark.parametrize("way", [way for way in Way if way is not Way.FIM])
def test_a_recent_edit_is_shown_as_a_diff(way: Way):
    told = "Changed in shop/till.py a moment ago:\n```diff\n-def pay():\n+def pay(now):\n```"
    assert told in shown(asked(way, AT_RETURN, IMPORTS, EDIT))


def test_raw_prefill_closes_the_think_block_and_begins_the_answer_with_the_code():
    text = shown(asked(Way.RAW_PREFILL, AT_RETURN, IMPORTS))
    assert text.startswith("⟨]~!b[⟩⟨]~b]⟩system\nYou complete code in an editor.")
    assert text.endswith(
        f"⟨[e~[⟩\n⟨]~b]⟩user\n{ASKED}⟨[e~[⟩\n⟨]~b]⟩ai\n⟨<think>⟩\nDirect.\n⟨</think>⟩\n\n{BEGUN}"
    )


def test_chat_prefill_says_the_same_through_the_servers_template():
    text = shown(asked(Way.CHAT_PREFILL, AT_RETURN, IMPORTS))
    assert text.endswith(f"[user]\n{ASKED}\n[prefill]\n{BEGUN}")


@pytest.mark.parametrize("way", [Way.SWITCHED_OFF, Way.CHAT, Way.THINKING])
def test_without_a_prefill_both_sides_are_shown_the_one_that_typing_changes_last(way: Way):
    text = shown(asked(way, AT_RETURN, IMPORTS))
    assert text.endswith(f"[user]\n{INSERT}")


@pytest.mark.parametrize("way", Way)
def test_a_keystroke_changes_only_what_follows_the_last_of_the_suffix(way: Way):
    before, after = (shown(asked(way, f"a = 1\nb = {typed}ˇ\nc = 3\n", IMPORTS)) for typed in ("", "2"))
    same = next((i for i, (x, y) in enumerate(zip(before, after, strict=False)) if x != y), len(before))
    volatile = before[same:]
    assert "from shop import Item" not in volatile
    assert way is Way.FIM or "c = 3" not in volatile  # FIM models take the suffix after the prefix


@pytest.mark.parametrize("way", Way)
def test_only_a_model_that_cant_be_kept_from_it_is_let_think(way: Way):
    prompt = asked(way)
    room = THINKING_TOKENS if way is Way.THINKING else 0
    assert prompt.max_tokens == 64 + room
    assert getattr(prompt, "think", False) == (way is Way.THINKING)
    assert prompt.temperature == (None if way is Way.THINKING else 0.0)


@pytest.mark.parametrize("way", [Way.RAW_PREFILL, Way.CHAT_PREFILL])
@pytest.mark.parametrize("code", ["", "x", "x = ```", "a\r\nb\r\n", "é = '𝄞'", "# ````` five\n", "\t\n  "])
def test_the_answer_begins_with_a_fence_and_exactly_the_code_before_the_cursor(way: Way, code: str):
    prompt = asked(way, f"{code}ˇ\nrest\n")
    start = prompt.prefill if isinstance(prompt, ChatPrompt) else prompt.pieces[-1]
    opening, _, rest = start.lstrip("\n").partition("\n")
    assert rest == code
    assert re.fullmatch("`{3,}python", opening)
    assert prompt.stop == (f"\n{opening.removesuffix('python')}",)


def test_a_file_that_ends_at_the_cursor_is_said_to_end():
    assert "(nothing: the file ends)" in shown(asked(Way.RAW_PREFILL, "x = ˇ"))


def test_an_empty_file_makes_a_prompt_in_every_way():
    for way in Way:
        assert shown(asked(way, "ˇ"))


@given(st.text(alphabet="`\n a", max_size=40))
def test_a_fence_is_longer_than_any_run_of_backticks_in_its_text(text: str):
    fence = fence_for(text)
    assert len(fence) >= 3
    assert fence not in text
    lines = fenced(text).split("\n")
    assert lines[0] == fence
    assert lines[-1] == fence
    assert "\n".join(lines[1:-1]).rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize("way", [way for way in Way if way not in OWN_RENDERING])
def test_a_file_full_of_markers_puts_none_into_a_chat(way: Way):
    markers = model(way).profile.markers
    code = " ".join(markers) + "]~b]~b][e~[e~[</think><think>"
    seen = context(f"{code}ˇ{code}", Snippet(SnippetKind.IMPORTS, "a.py", code, "", 1))
    shield = Shield.over([seen.prefix, seen.suffix], markers)
    for text in texts(ghost(seen, model(way), shield, 64)):
        assert not [m for m in markers if m in text]
