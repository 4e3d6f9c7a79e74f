"""A dead endpoint costs nothing while one types, and is found again when it comes back."""

import asyncio
import re
from dataclasses import dataclass

import pytest

from m2lsp.backends.circuit import FAILURES, LONGEST_S, PAUSE_S, Circuit
from m2lsp.core.errors import (
    BackendError,
    BackendGarbled,
    BackendRefused,
    BackendUnreachable,
    ContextOverflow,
)

DOWN = BackendUnreachable("No connection to x.")
BUSY = BackendUnreachable("x is busy.", transient=True)


@dataclass
class Clock:
    now: float = 1000.0


class Bench:
    """A circuit with a clock that only the test moves, and how often the endpoint was really asked."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.circuit = Circuit(now=lambda: self.clock.now, wall=lambda: 0.0)
        self.asked = 0

    def ask(self, error: BackendError | None = None, *, invoked: bool = False) -> str:
        """The sentence that the user is told; empty if the endpoint answered."""
        try:
            with self.circuit.watch(invoked=invoked):
                self.asked += 1
                if error:
                    raise error
        except BackendError as told:
            return str(told)
        return ""


@pytest.fixture
def bench() -> Bench:
    return Bench()


def opened(bench: Bench) -> None:
    for _ in range(FAILURES):
        bench.ask(DOWN)


def test_after_some_failures_in_a_row_nothing_is_asked_and_the_same_is_told(bench: Bench) -> None:
    opened(bench)
    told = [bench.ask(DOWN) for _ in range(20)]
    assert bench.asked == FAILURES
    assert len(set(told)) == 1
    assert told[0].startswith("No connection to x. It is asked again within a minute")


def test_an_answer_in_between_starts_the_count_anew(bench: Bench) -> None:
    for error in [DOWN] * (FAILURES - 1) + [None] + [DOWN] * (FAILURES - 1):
        bench.ask(error)
    assert not bench.circuit.is_open


def test_after_the_pause_one_request_tries_and_an_answer_closes_it(bench: Bench) -> None:
    opened(bench)
    bench.clock.now += PAUSE_S
    assert bench.ask() == ""
    assert bench.ask() == ""
    assert bench.asked == FAILURES + 2


def test_while_one_tries_the_others_still_fail_at_once(bench: Bench) -> None:
    opened(bench)
    bench.clock.now += PAUSE_S
    with bench.circuit.watch(invoked=False):
        assert bench.ask() != ""
    assert bench.ask() == ""


def test_the_pause_doubles_up_to_a_limit(bench: Bench) -> None:
    opened(bench)
    pauses = []
    for _ in range(8):
        pause = 0.0
        while bench.circuit.is_open:
            bench.clock.now += PAUSE_S
            pause += PAUSE_S
        pauses.append(pause)
        bench.ask(DOWN)
    assert pauses[:3] == [PAUSE_S, PAUSE_S * 2, PAUSE_S * 4]
    assert max(pauses) == LONGEST_S


def test_what_a_user_asks_for_is_tried_at_once(bench: Bench) -> None:
    opened(bench)
    assert bench.ask(DOWN, invoked=True) == "No connection to x."
    assert bench.ask(invoked=True) == ""
    assert bench.ask() == ""


def test_one_that_says_that_it_is_busy_is_left_alone_at_once(bench: Bench) -> None:
    bench.ask(BUSY)
    assert bench.circuit.is_open


def test_it_is_left_alone_for_as_long_as_it_asks(bench: Bench) -> None:
    bench.ask(BackendRefused("x asks to slow down.", transient=True, after_s=600))
    assert re.search(r"slow down\. It is asked again at \d\d:\d\d, and at once when", bench.ask())
    bench.clock.now += 599
    assert "again within a minute" in bench.ask()
    assert bench.asked == 1
    bench.clock.now += 1
    assert bench.ask() == ""


def test_a_fault_of_the_request_is_an_answer(bench: Bench) -> None:
    opened(bench)
    bench.clock.now += PAUSE_S
    bench.ask(ContextOverflow("too long"))
    assert not bench.circuit.is_open


def test_a_connection_that_broke_once_opens_nothing(bench: Bench) -> None:
    bench.ask(BackendGarbled("x broke off.", transient=True))
    assert not bench.circuit.is_open


def test_a_request_that_is_cancelled_tells_nothing_and_lets_the_next_one_try(bench: Bench) -> None:
    opened(bench)
    bench.clock.now += PAUSE_S
    with pytest.raises(KeyboardInterrupt), bench.circuit.watch(invoked=False):
        raise KeyboardInterrupt
    assert bench.ask() == ""


def test_a_request_whose_time_was_over_is_a_failure(bench: Bench) -> None:
    for _ in range(FAILURES):
        with pytest.raises(asyncio.CancelledError), bench.circuit.watch(invoked=False, late=lambda: DOWN):
            raise asyncio.CancelledError
    assert bench.ask().startswith(str(DOWN)) and bench.asked == 0


def test_automatic_requests_do_not_wait_for_the_end_of_what_a_user_asked_for(bench: Bench) -> None:
    opened(bench)
    with bench.circuit.watch(invoked=True):
        assert bench.ask() != ""
        bench.clock.now += PAUSE_S
        assert bench.ask() == ""


def test_what_a_user_asks_for_does_not_let_a_second_one_try(bench: Bench) -> None:
    opened(bench)
    bench.clock.now += PAUSE_S
    with bench.circuit.watch(invoked=False):
        bench.ask(DOWN, invoked=True)
        assert bench.ask() != ""
