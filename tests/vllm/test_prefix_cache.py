"""While somebody types, all of the prompt but its end comes from vLLM's prefix cache."""

import pytest
from vllmserver import BLOCK, Relay

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

BEFORE = "".join(f"def step_{n}(state):\n    return state.next({n})\n\n\n" for n in range(40))
AFTER = "\n\n" + "".join(f"def late_{n}(state):\n    return state.back({n})\n\n\n" for n in range(20))
TYPED = "return total(state, 1)"


def test_a_keystroke_costs_only_the_end_of_the_prompt(relay: Relay, prompted, ask, record_property) -> None:
    start = f"{BEFORE}def last(state):\n    "
    used = []
    for typed in range(len(TYPED) + 1):
        deltas = ask(prompted(f"{start}{TYPED[:typed]}ˇ{AFTER}", max_tokens=8))
        used += [d.usage for d in deltas if d.usage]
    _, *later = used
    assert len(later) == len(TYPED)
    cached, all_tokens = sum(u.cached for u in later), sum(u.prompt for u in later)
    record_property("cached", f"{cached} of {all_tokens} prompt tokens ({cached / all_tokens:.1%})")
    # Only whole blocks are shared, and a key may change the last few tokens.
    assert max(u.prompt - u.cached for u in later) <= 2 * BLOCK
