"""How much more a turn may write and read, with the endpoint's counts and without."""

import pytest

from m2lsp.agent import room
from m2lsp.core.chat import Message, Reply, Role, Usage
from m2lsp.core.feature import Budget

ASK = Message(Role.USER, "u" * 100)
SAID = Message(Role.ASSISTANT, "a" * 30, "r" * 20)
RESULT = Message(Role.TOOL, "t" * 7, tool_call_id="c")
BUDGET = Budget(1000, 200)
COUNTED = Reply(SAID, usage=Usage(prompt=500, completion=60))
UNCOUNTED = Reply(SAID)  # as from MiniMax, whose streams bring no usage


@pytest.mark.parametrize(
    ("replies", "left"),
    [([], 400), ([COUNTED], 340), ([UNCOUNTED], 350), ([COUNTED, UNCOUNTED], 290), ([COUNTED] * 7, -20)],
)
def test_a_turn_may_write_as_much_as_two_answers(replies: list[Reply], left: int):
    assert room.to_write(replies, BUDGET, len) == left


def test_where_the_endpoint_counts_only_what_came_since_is_estimated():
    assert room.to_read([ASK, SAID, RESULT], COUNTED, [ASK], 1000, len) == 1000 - 560 - 7


def test_elsewhere_all_that_is_sent_is_estimated():
    left = room.to_read([ASK, SAID, RESULT], UNCOUNTED, [ASK, SAID], 5000, len)
    assert left == 5000 - room.FRAME_TOKENS - 150 - 157
