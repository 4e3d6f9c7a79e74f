"""How long tokens are at an endpoint, kept between sessions."""

from pathlib import Path

import pytest

from m2lsp.app import measures
from m2lsp.app.measures import ENOUGH, MANY, Measures
from m2lsp.backends.scale import Scale


def counted(prompts: int, characters: int, tokens: int) -> Scale:
    return Scale(prompts, prompts * characters, prompts * tokens, 0.05 * (prompts - 1))


def kept(folder: Path, *scales: Scale) -> Measures:
    for scale in scales:
        Measures(folder).keep({"here": scale})
    return Measures(folder)


def test_the_next_session_knows_what_this_one_heard(tmp_path: Path) -> None:
    known = kept(tmp_path, counted(10, 3600, 1000)).known("here")
    assert known is not None
    assert known.characters_per_token == 3.6
    assert known.error == pytest.approx(0.05)
    assert Measures(tmp_path).known("elsewhere") is None


def test_a_few_prompts_are_not_enough(tmp_path: Path) -> None:
    assert kept(tmp_path, counted(ENOUGH - 1, 3600, 1000)).known("here") is None
    assert kept(tmp_path, counted(1, 3600, 1000)).known("here") is not None


def test_small_differences_change_nothing(tmp_path: Path) -> None:
    one = kept(tmp_path / "a", counted(50, 3570, 1000)).known("here")
    other = kept(tmp_path / "b", counted(50, 3640, 1000)).known("here")
    assert one and other
    assert one.characters_per_token == other.characters_per_token == 3.6


def test_what_is_old_counts_less_and_less(tmp_path: Path) -> None:
    found = kept(tmp_path, *[counted(MANY, 4000, 1000)] * 2, *[counted(MANY, 2000, 1000)] * 6).known("here")
    assert found
    assert found.characters_per_token == pytest.approx(2.0, abs=0.1)
    assert found.prompts <= 2 * MANY


def test_only_the_endpoints_used_last_are_kept(tmp_path: Path) -> None:
    for number in range(measures.ENDPOINTS + 1):
        Measures(tmp_path).keep({str(number): counted(10, 3000, 1000)})
    assert Measures(tmp_path).known("0") is None
    assert Measures(tmp_path).known("1")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"here": 7}',
        '{"here": {"prompts": 9}}',
        '{"here": {"prompts": 9, "characters": 100, "tokens": 0, "off": 0}}',
        '{"here": {"prompts": 9, "characters": 100, "tokens": 9000, "off": 0}}',
        '{"here": {"prompts": 9, "characters": "x", "tokens": 5, "off": 0}}',
        '{"here": {"prompts": 9, "characters": 1e999, "tokens": 5, "off": 0}}',
        '{"here": {"prompts": 9, "characters": 1000, "tokens": 300, "off": -1}}',
    ],
)
def test_a_damaged_file_is_as_if_nothing_were_known(tmp_path: Path, content: str) -> None:
    (tmp_path / measures.FILE).write_text(content)
    assert Measures(tmp_path).known("here") is None


def test_without_a_place_to_keep_it_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert kept(tmp_path / "file", counted(10, 3000, 1000)).known("here") is None
