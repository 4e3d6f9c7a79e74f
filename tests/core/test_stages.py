"""What a record of a request's stages holds."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import perf_counter

import pytest

from m2lsp.core.chat import Delta, Usage
from m2lsp.core.stages import Record, came_from, cut, recording, stage, streamed


def test_stages_stand_in_the_order_in_which_they_began():
    with recording() as record:
        with stage("context"):
            pass
        with stage("first token") as running:
            running.turn("stream")
        with stage("filters"):
            pass
    assert list(record.stages) == ["context", "first token", "stream", "filters"]
    assert all(ms >= 0 for ms in record.stages.values())


def test_a_stage_that_comes_twice_is_summed_up():
    with recording() as record:
        with stage("context"):
            pass
        once = record.stages["context"]
        with stage("context"):
            sum(range(1000))
    assert record.stages["context"] > once
    assert list(record.stages) == ["context"]


def test_the_time_of_a_stage_inside_another_counts_once():
    began = perf_counter()
    with recording() as record, stage("first token"), stage("queue"):
        sum(range(200_000))
    assert sum(record.stages.values()) <= (perf_counter() - began) * 1000
    assert list(record.stages) == ["first token", "queue"]


def test_turning_to_the_stage_that_it_is_already_changes_nothing():
    with recording() as record, stage("stream") as running:
        running.turn("stream")
        assert record.stages == {"stream": 0.0}


def test_a_stage_ends_with_an_error_too():
    with recording() as record:
        with pytest.raises(ZeroDivisionError), stage("context"):
            _ = 1 / 0
        with stage("prompt"):
            pass
    assert record.stages["context"] > 0


def test_where_nobody_records_nothing_is_kept():
    with stage("context") as outer, stage("queue") as inner:
        inner.turn("stream")
        came_from("model")
        cut("strip_fences", 3)
    with recording() as record:
        pass
    assert outer is inner
    assert record == Record()


def test_a_task_that_is_started_inside_adds_to_the_record():
    async def work() -> None:
        with stage("context"):
            await asyncio.sleep(0)

    async def whole() -> Record:
        with recording() as record:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(work())
        return record

    assert list(asyncio.run(whole()).stages) == ["context"]


def test_requests_at_the_same_time_have_records_of_their_own():
    async def request(name: str) -> Record:
        with recording() as record, stage(name):
            await asyncio.sleep(0)
        return record

    async def whole() -> list[Record]:
        return await asyncio.gather(request("a"), request("b"))

    assert [list(record.stages) for record in asyncio.run(whole())] == [["a"], ["b"]]


def test_a_record_inside_another_leaves_that_one_alone():
    with recording() as outer:
        with stage("doctor"), recording() as inner, stage("context"):
            pass
        came_from("model")
    assert list(outer.stages) == ["doctor"]
    assert list(inner.stages) == ["context"]
    assert (outer.source, inner.source) == ("model", "")


def test_a_generator_that_is_closed_elsewhere_ends_its_stage():
    async def deltas() -> AsyncGenerator[str, None]:
        with stage("stream"):
            yield "a"

    async def whole() -> Record:
        with recording() as record:
            stream = deltas()
            await anext(stream)
        async with aclosing(stream), asyncio.TaskGroup() as tasks:
            tasks.create_task(stream.aclose())
        return record

    assert asyncio.run(whole()).stages["stream"] > 0


async def _deltas(*deltas: Delta) -> AsyncGenerator[Delta, None]:
    for delta in deltas:
        yield delta


async def _hear(*deltas: Delta, first: int | None = None) -> None:
    """Listen to the first so many, or to all, and close the stream."""
    async with aclosing(streamed(_deltas(*deltas))) as stream:
        for _ in range(len(deltas) if first is None else first):
            await anext(stream)
        if first is None:
            assert await anext(stream, None) is None


def test_a_streams_deltas_are_counted_and_its_last_usage_is_kept():
    told = [Delta(usage=Usage(prompt=7)), Delta(thinking="hm"), Delta(text="x")]
    with recording() as record:
        asyncio.run(_hear(*told, Delta(usage=Usage(prompt=7, completion=2))))
    assert (record.source, record.pieces, record.usage) == ("model", 2, Usage(prompt=7, completion=2))
    assert list(record.stages) == ["first token", "stream"]


def test_a_stream_that_is_closed_early_is_counted_so_far():
    with recording() as record:
        asyncio.run(_hear(Delta(text="x"), Delta(text="y"), first=1))
    assert (record.pieces, record.usage) == (1, None)


def test_what_several_streams_used_is_summed_up():
    with recording() as record:
        asyncio.run(_hear(Delta(usage=Usage(7, 2))))
        asyncio.run(_hear(Delta(text="x")))
        asyncio.run(_hear(Delta(usage=Usage(30, 4, 3, 1))))
    assert record.usage == Usage(37, 6, 3, 1)


def test_a_record_says_what_was_cut():
    with recording() as record:
        cut("strip_fences", 8)
    assert record.cuts == [("strip_fences", 8)]
