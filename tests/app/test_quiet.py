"""Ghost text on, off, or quiet for a while, as the user said for one session."""

import time

import pytest

from m2lsp.app.ghost.quiet import MINUTES, Quiet
from m2lsp.config.sections import Completion, Config

NOW = 1_700_000_000.0
SNOOZED = Quiet().snoozed(10, NOW)


@pytest.mark.parametrize("setting", [True, False])
def test_nothing_said_leaves_the_setting(setting: bool) -> None:
    config = Config(completion=Completion(enabled=setting))
    assert Quiet().over(config) is config


@pytest.mark.parametrize("setting", [True, False])
def test_toggle_is_over_the_setting_and_back_again(setting: bool) -> None:
    config = Config(completion=Completion(enabled=setting))
    once = Quiet().toggled(setting, NOW)
    assert once.over(config).completion.enabled is not setting
    assert once.toggled(not setting, NOW).over(config).completion.enabled is setting


def test_toggle_wakes_what_is_snoozed() -> None:
    assert SNOOZED.refuses(NOW)
    awake = SNOOZED.toggled(True, NOW)
    assert (awake.enabled, awake.refuses(NOW)) == (True, None)


def test_a_snooze_ends_by_itself() -> None:
    assert SNOOZED.left(NOW + 599) == 1
    assert SNOOZED.refuses(NOW + 599)
    assert SNOOZED.refuses(NOW + 600) is None


def test_a_snooze_said_again_ends_and_one_with_minutes_begins_anew() -> None:
    assert Quiet().snoozed(None, NOW).left(NOW) == 60 * MINUTES
    assert SNOOZED.snoozed(None, NOW).left(NOW) == 0
    assert SNOOZED.snoozed(0, NOW).left(NOW) == 0
    assert SNOOZED.snoozed(20, NOW).left(NOW) == 1200
    assert SNOOZED.snoozed(None, NOW + 601).left(NOW + 601) == 60 * MINUTES


def test_a_snooze_says_until_when() -> None:
    refusal = SNOOZED.refuses(NOW)
    assert refusal
    assert time.strftime("%H:%M", time.localtime(NOW + 600)) in refusal.detail
