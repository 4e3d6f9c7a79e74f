"""Learning from an endpoint's counts how long its tokens are."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from m2lsp.backends.guards import Guards
from m2lsp.backends.scale import LEAST, Scale
from m2lsp.core.chat import ChatPrompt, Delta, Finish, Message, Prompt, RawPrompt, Role, Tool, Usage


def counted(*tokens: int) -> Scale:
    scale = Scale()
    for count in tokens:
        scale.add(3000, count)
    return scale


@pytest.mark.parametrize(
    ("characters", "tokens"),
    [
        pytest.param(LEAST - 1, 300, id="a short prompt"),
        pytest.param(3000, 0, id="no count"),
        pytest.param(3000, 20, id="only what was not in the cache"),
        pytest.param(3000, 4000, id="more tokens than characters"),
    ],
)
def test_what_can_not_be_right_is_not_learnt_from(characters: int, tokens: int) -> None:
    scale = Scale()
    scale.add(characters, tokens)
    assert scale == Scale()


def test_the_error_is_that_of_an_estimate_by_the_counts_before() -> None:
    scale = counted(1000, 1000, 500)
    assert (scale.prompts, scale.characters, scale.tokens) == (3, 9000, 2500)
    assert scale.off == pytest.approx(1.0)  # the third was expected to be twice as long as it was


async def _ask(prompt: Prompt, *deltas: Delta) -> Guards:
    async def answer(_: Prompt) -> AsyncGenerator[Delta, None]:
        for delta in deltas:
            yield delta

    guards = Guards()
    async with aclosing(guards.over(answer, prompt, len)) as stream:
        assert [delta async for delta in stream] == list(deltas)
    return guards


CODE = "x = 1\n" * 500
TOOL = Tool("find", "Finds.", {"type": "object"})
CHAT = ChatPrompt((Message(Role.USER, CODE),), 10, tools=(TOOL,))
PROMPTS = [
    pytest.param(RawPrompt((CODE,), 10), len(CODE), id="raw"),
    pytest.param(CHAT, len(CODE) + len('findFinds.{"type": "object"}'), id="chat with its tools"),
]


@pytest.mark.parametrize(("prompt", "characters"), PROMPTS)
def test_the_count_at_an_answers_end_is_taken(prompt: Prompt, characters: int) -> None:
    import asyncio

    end = Delta(finish=Finish.STOP, usage=Usage(prompt=900, completion=5))
    guards = asyncio.run(_ask(prompt, Delta(text="y"), end))
    assert guards.scale == Scale(1, characters, 900)


def test_without_a_count_nothing_is_learnt() -> None:
    import asyncio

    guards = asyncio.run(_ask(RawPrompt((CODE,), 10), Delta(text="y"), Delta(finish=Finish.STOP)))
    assert guards.scale == Scale()
