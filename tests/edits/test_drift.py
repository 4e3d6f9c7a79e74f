"""How many loosely quoted blocks arrive where they belong; none may arrive anywhere else."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from archive import read_cases
from drifting import DRIFTS, Drifted, Drifting, drifted, plain_signs

from m2lsp.core.errors import Drop
from m2lsp.edits import Reason, apply_block

SAMPLES = [case["text"].text for case in read_cases(Path(__file__).parent / "cases" / "samples.txt")]
EACH = 60  # cases of each kind of drift


def said(text: str) -> list[str]:
    """What a text says, white space and kinds of quotation marks apart."""
    plain = "\n".join(plain_signs(text.split("\n"), random.Random(0)))
    return [re.sub(r"\s+", "", line) for line in plain.split("\n") if line.strip()]


def verdict(case: Drifted) -> str:
    """``right`` to the character, ``near`` up to white space, ``wrong``, or the refusal's reason."""
    got = apply_block(case.text, case.search, case.replace)
    if isinstance(got, Drop):
        return got.reason
    if case.after is None or said(got) != said(case.after):
        return "wrong"
    return "right" if got == case.after else "near"


def cases(drift: Drifting) -> list[Drifted]:
    return [drifted(SAMPLES[n % len(SAMPLES)], drift, random.Random(n)) for n in range(EACH)]


@pytest.mark.parametrize("drift", DRIFTS, ids=lambda drift: drift.__name__)
def test_a_drifted_block_never_lands_in_a_wrong_place(drift: Drifting):
    wrong = [case for case in cases(drift) if verdict(case) == "wrong"]
    assert not wrong, f"{wrong[0].search}\n---\n{wrong[0].replace}"


@pytest.mark.parametrize("drift", DRIFTS, ids=lambda drift: drift.__name__)
def test_code_that_is_not_there_is_never_found(drift: Drifting):
    absent = [case for case in cases(drift) if case.after is None]
    assert absent
    assert {verdict(case) for case in absent} == {Reason.NOT_FOUND}


def test_most_drifted_blocks_arrive_to_the_character_and_nearly_all_up_to_white_space():
    tally = Counter(verdict(case) for drift in DRIFTS for case in cases(drift) if case.after is not None)
    assert tally["right"] / tally.total() > 0.93
    assert (tally["right"] + tally["near"]) / tally.total() > 0.98
