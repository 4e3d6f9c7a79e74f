"""How long to wait for another key before the model is asked."""

import pytest
from keystrokes import adaptive, fixed, typed

from m2lsp.app.ghost.rhythm import Place, Rhythm

USUAL_S = 0.06
LEAST_S = 0.02
MOST_S = 0.18

# Marked code, and where its cursor is.
PLACES = [
    ("ˇ", Place.LINE_BEGIN),
    ("x = 1\n    ˇ", Place.LINE_BEGIN),
    ("x = 1\r\tˇ", Place.LINE_BEGIN),
    ("totaˇ", Place.IN_WORD),
    ("x = ˇ", Place.BEHIND_WORD),
    ("x = sum(ˇ", Place.BEHIND_WORD),
    ("x = sum(ˇ)", Place.BEHIND_WORD),
    ("x.ˇ\ny = 2", Place.BEHIND_WORD),
    ("x = totˇ\n", Place.IN_WORD),
    ("x = sum(ˇa, b)", Place.IN_WORD),
]

# The times between keys and those of the answers in s, the place, and the wait.
WAITS = [
    ((), (), Place.IN_WORD, USUAL_S),
    ((0.08, 0.08), (), Place.IN_WORD, USUAL_S),
    ((0.08,) * 3, (), Place.IN_WORD, 0.16),
    ((0.08,) * 3, (), Place.BEHIND_WORD, 0.08),
    ((0.08,) * 3, (), Place.LINE_BEGIN, LEAST_S),
    ((0.12,) * 3, (), Place.IN_WORD, MOST_S),
    ((0.2,) * 3, (), Place.IN_WORD, USUAL_S),
    ((0.2,) * 3, (), Place.BEHIND_WORD, USUAL_S),
    ((0.005,) * 3, (), Place.IN_WORD, LEAST_S),
    ((0.2,) * 3, (0.1,) * 3, Place.IN_WORD, LEAST_S),
    ((0.12,) * 3, (0.1,) * 2, Place.IN_WORD, MOST_S),
    ((0.08,) * 3, (0.3,) * 3, Place.IN_WORD, 0.16),
    ((0.08, 0.08, 0.4), (), Place.IN_WORD, 0.16),
]

# Of somebody who types: ms between two keys, and those that the endpoint needs.
TYPISTS = [(90, 300), (130, 300), (130, 800)]


@pytest.mark.parametrize(("marked", "place"), PLACES)
def test_where_somebody_types_is_told_by_the_line(marked: str, place: Place):
    before, _, after = marked.partition("ˇ")
    assert Place.of(before + after, len(before)) is place


@pytest.mark.parametrize(("gaps", "answers", "place", "wait_s"), WAITS)
def test_the_wait_follows_the_keys_the_place_and_the_endpoint(gaps, answers, place, wait_s):
    assert Rhythm(gaps, answers).quiet_s(USUAL_S, place) == pytest.approx(wait_s)


def test_pauses_and_other_documents_say_nothing_about_the_time_between_keys():
    rhythm = Rhythm()
    for uri, at in [("a", 1.0), ("a", 1.1), ("b", 1.2), ("b", 1.4), ("b", 9.0)]:
        rhythm = rhythm.keyed(uri, at)
    assert rhythm.gaps == pytest.approx((0.1, 0.2))


def test_the_last_eight_times_count():
    rhythm = Rhythm()
    for number in range(20):
        rhythm = rhythm.keyed("a", number * 0.1).answered(number)
    assert rhythm.gaps == pytest.approx((0.1,) * 8)
    assert rhythm.answers == tuple(range(12, 20))


def test_what_an_editor_waited_before_it_asked_counts():
    rhythm = Rhythm().keyed("a", 5.0)
    assert rhythm.passed_s("a", 5.05) == pytest.approx(0.05)
    assert rhythm.passed_s("b", 5.05) == 0


def test_a_request_without_a_new_key_waits_anew():
    assert Rhythm().keyed("a", 5.0).asked().passed_s("a", 6.0) == 0


@pytest.mark.parametrize(("key_ms", "answer_ms"), TYPISTS)
def test_typing_costs_less_than_half_the_calls_of_the_usual_wait(key_ms: int, answer_ms: int):
    ours, usual = typed(adaptive(75), key_ms, answer_ms), typed(fixed(75), key_ms, answer_ms)
    assert ours.calls < usual.calls / 2
    assert ours.in_time / ours.calls > 1.5 * usual.in_time / usual.calls


@pytest.mark.parametrize(("key_ms", "answer_ms"), TYPISTS)
def test_in_pauses_the_model_is_asked_sooner_than_by_a_wait_that_saves_as_many(key_ms: int, answer_ms: int):
    ours, longer = typed(adaptive(75), key_ms, answer_ms), typed(fixed(150), key_ms, answer_ms)
    assert ours.delay_ms < 0.75 * longer.delay_ms
    assert ours.in_time / ours.calls > longer.in_time / longer.calls


def test_an_endpoint_that_answers_between_two_keys_is_asked_sooner():
    ours, usual = typed(adaptive(75), 180, 60), typed(fixed(75), 180, 60)
    assert ours.delay_ms < usual.delay_ms
    assert ours.in_time > usual.in_time


def test_who_types_slowly_waits_no_longer_than_usual():
    ours, usual = typed(adaptive(75), 260, 300), typed(fixed(75), 260, 300)
    assert ours.delay_ms < 1.2 * usual.delay_ms
    assert ours.in_time > 0.8 * usual.in_time
