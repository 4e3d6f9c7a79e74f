"""What a record of a request's stages holds."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import perf_counter

import pytest

from m2lsp.core.chat import Delta, Usage
from m2lsp.core.stages import Record, came_from, cut, heard, recording, stage


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
        heard(Delta(text="x"))
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


def test_a_record_counts_what_came_and_what_was_cut():
    with recording() as record:
        for delta in (Delta(thinking="hm"), Delta(text="x"), Delta(usage=Usage(prompt=7))):
            heard(delta)
        heard(Delta())
        cut("strip_fences", 8)
    assert (record.pieces, record.usage, record.cuts) == (2, Usage(prompt=7), [("strip_fences", 8)])
