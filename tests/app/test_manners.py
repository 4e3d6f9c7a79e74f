"""What was found out about an endpoint is kept for a while, and found out anew when it fails."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from acting import Stage
from confirming import NOT_HERE, both
from impostors import vllm
from scripted import (
    CHAT,
    models,
    vllm_chat,
    vllm_completion,
)

from m2lsp.app import manners
from m2lsp.app.ghost import suggest
from m2lsp.app.manners import AGAIN_S, Manners
from m2lsp.app.services import Services
from m2lsp.app.warm import confirm_both
from m2lsp.core.chat import Way
from m2lsp.core.errors import BackendRefused, Drop
from m2lsp.core.feature import Suggestion


def test_what_was_found_holds_in_the_next_run_and_nothing_is_asked_again(stage: Stage):
    stage.backend.default(NOT_HERE)
    stage.backend.default(vllm(), path=CHAT)
    stage.run(both())
    asked = len(stage.backend.requests)

    async def at_once(services: Services) -> Way:
        return (await services.model("completion")).way

    assert stage.run(at_once) is Way.CHAT_PREFILL
    assert stage.run(both()).way is Way.CHAT_PREFILL
    assert len(stage.backend.requests) == asked


CHANGES = {
    "another model is served": lambda stage: stage.backend.default(models("MiniMax-M2.5")),
    "other settings": lambda stage: setattr(stage, "settings", {"endpoint": {"model": "MiniMax-M2"}}),
    "it is too old": lambda stage: _edit(stage, lambda row: row | {"found": row["found"] - manners.KEPT_S}),
    "it is of the future": lambda stage: _edit(stage, lambda row: row | {"found": row["found"] + 1e6}),
    "it can't be read": lambda stage: _edit(stage, lambda row: {"way": 7}),
    "its file is broken": lambda stage: (stage.data / "cache" / manners.FILE).write_text("{"),
}


def _edit(stage: Stage, change: Callable[[dict], dict]) -> None:
    file = stage.data / "cache" / manners.FILE
    rows = json.loads(file.read_text())
    file.write_text(json.dumps({name: change(row) for name, row in rows.items()}))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_it_is_found_out_anew_when(stage: Stage, change: Callable[[Stage], None]):
    stage.backend.default(NOT_HERE)
    stage.backend.default(vllm(), path=CHAT)
    stage.run(both())
    change(stage)
    stage.backend.default(vllm_completion("a + b\n"))
    assert stage.run(both()).way is Way.RAW_PREFILL


@pytest.mark.parametrize("trouble", ["refused", "thinks"])
def test_a_way_that_fails_later_is_found_out_again(stage: Stage, trouble: str):
    stage.backend.default(vllm_completion("a + b\n"))
    stage.backend.default(vllm(), path=CHAT)
    if trouble == "thinks":
        stage.backend.default(NOT_HERE)
    stage.run(both())

    async def later(services: Services) -> Any:
        services.manners.now = lambda: 60 + manners.time.time()  # the last question was a while ago
        stage.backend.default(NOT_HERE)
        if trouble == "thinks":
            stage.backend.default(vllm_chat(reasoning="hm " * 50, finish="length"))
        try:
            found = await suggest(stage.request("x = ˇ\n"), services)
        except BackendRefused:
            found = Drop("refused")
        assert found.reason == {"refused": "refused", "thinks": "thought"}[trouble]
        assert services.in_doubt
        return await both()(services)

    expected = {"refused": Way.CHAT_PREFILL, "thinks": Way.THINKING}[trouble]
    assert stage.run(later).way is expected


def test_a_way_that_is_refused_is_found_out_again_also_where_another_endpoint_answered(stage: Stage):
    stage.settings = {
        "endpoint": {"fallbacks": ["spare"]},
        "endpoints": {"spare": {"base_url": f"{stage.backend.root}/spare/v1"}},
    }
    stage.backend.default(NOT_HERE)
    stage.backend.default(vllm(), path=CHAT)
    stage.backend.default(replace(vllm_completion("a + b\n"), path="/spare/v1/completions"))
    stage.backend.default(replace(models("MiniMax-M2.1"), path="/spare/v1/models"))

    async def asked(services: Services) -> list[Way]:
        assert isinstance(await suggest(stage.request("x = ˇ\n"), services), Suggestion)
        assert services.in_doubt
        await confirm_both(services)
        return [(await services.model("completion", rank)).way for rank in (0, 1)]

    stage.backend.default(vllm_chat("ready", reasoning="hm"), path="/spare/v1/chat/completions")
    assert stage.run(asked) == [Way.CHAT_PREFILL, Way.RAW_PREFILL]


def test_a_clock_that_is_set_back_delays_no_question(tmp_path: Path):
    wall, clock = [1_000_000.0], [0.0]
    manners = Manners(tmp_path, now=lambda: wall[0], clock=lambda: clock[0])
    manners.asking("an endpoint")
    wall[0], clock[0] = 0.0, AGAIN_S - 1
    assert not manners.due("an endpoint")
    clock[0] = AGAIN_S
    assert manners.due("an endpoint")
