"""The latency table of ``m2lsp doctor --bench``."""

import json
import socket

from scripted import MODELS, openai_error, vllm_completion, wait
from terminal import Terminal

STAGES = ["wanted", "permission", "context", "prompt", "first token", "stream", "filters", "other"]


def test_each_stage_of_ghost_text_has_a_row(shell: Terminal):
    shell.backend.default(vllm_completion("total(1)\n"))
    done = shell.run("doctor", "--bench", "3")
    assert done.code == 0
    for name in ("fresh request", *STAGES):
        assert f" {name} " in done.out
    assert "3 of 3 shown" in done.out
    assert "tokens at most" in done.err


def test_what_needs_no_call_has_rows_of_its_own(shell: Terminal):
    shell.backend.default(vllm_completion("total(1)\n"))
    found = json.loads(shell.run("doctor", "--bench", "2", "--json").out)["bench"]
    assert {name: row["times"] for name, row in found["ms"].items() if name != "cancel until closed"} == {
        "fresh request": 2,
        "equal request": 2,
        "typed into it": 2,
    }


def test_the_wait_for_another_key_is_told(shell: Terminal):
    shell.backend.default(vllm_completion("total(1)\n"))
    shell.settings = {**shell.settings, "M2LSP_COMPLETION_DEBOUNCE_MS": "90"}
    assert "asked after 30 to 270 ms without a key" in shell.run("doctor", "--bench", "1").out
    shell.settings = {**shell.settings, "M2LSP_COMPLETION_ADAPTIVE_DEBOUNCE": "false"}
    assert "asked after 90 ms without a key" in shell.run("doctor", "--bench", "1").out
    shell.settings = {**shell.settings, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"}
    assert "asked at each key" in shell.run("doctor", "--bench", "1").out


def test_programs_get_the_same_as_json(shell: Terminal):
    shell.backend.default(vllm_completion("total(1)\n"))
    done = shell.run("doctor", "--bench", "3", "--json")
    told = json.loads(done.out)
    assert (done.code, told["usable"]) == (0, True)
    found = told["bench"]
    assert (found["asked"], found["shown"], found["failed"]) == (3, 3, {})
    fresh = found["ms"]["fresh request"]
    assert fresh["times"] == 3
    assert 0 < fresh["p50"] <= fresh["p95"] <= fresh["max"]
    assert [name for name in STAGES if name not in found["stages_ms"]] == []


def test_requests_differ_from_their_beginning_on(shell: Terminal):
    shell.backend.default(vllm_completion("total(1)\n"))
    assert shell.run("doctor", "--bench", "4").code == 0
    asked = [request.text for request in shell.backend.requests if "Orders of the shop" in request.text]
    first_lines = [text[text.index("Orders of the shop") :].split("\n", 1)[0] for text in asked]
    assert len(set(first_lines)) == len(first_lines) >= 4


def test_what_is_dropped_is_counted_by_its_reason(shell: Terminal):
    shell.backend.default(vllm_completion("\n"))
    shell.backend.queue(vllm_completion("total(1)\n"))  # which wakes the model
    told = json.loads(shell.run("doctor", "--bench", "2", "--json").out)
    assert (told["bench"]["shown"], told["bench"]["dropped"]) == (0, {"blank": 2})


def test_requests_are_cancelled_half_way_and_their_connections_closed(shell: Terminal):
    plain = vllm_completion("total(1)\n")
    shell.backend.queue(plain, vllm_completion("total(1)\n", before=wait("never", ms=50)))
    shell.backend.default(vllm_completion("total(1)\n", before=wait("never")))
    told = json.loads(shell.run("doctor", "--bench", "1", "--json").out)
    assert told["bench"]["ms"]["cancel until closed"]["times"] == 5


def test_without_an_endpoint_it_says_so_in_one_sentence(shell: Terminal):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        shell.settings = {"M2LSP_BASE_URL": f"http://127.0.0.1:{free.getsockname()[1]}/v1"}
        done = shell.run("doctor", "--bench")
        assert (done.code, done.out) == (1, "")
        assert "m2lsp: " in done.err.splitlines()[-1]
        told = json.loads(shell.run("doctor", "--bench", "--json").out)
    assert told["usable"] is False
    assert told["error"]


def test_a_missing_key_is_said_in_one_sentence(shell: Terminal):
    for path in (MODELS, "/v1/completions"):
        shell.backend.default(openai_error(401, "no"), path=path)
    done = shell.run("doctor", "--bench", "2")
    assert done.code == 1
    assert "asks for a key" in done.err.splitlines()[-1]


def test_switched_off_ghost_text_is_not_measured(shell: Terminal):
    shell.settings = {"M2LSP_COMPLETION_ENABLED": "false"}
    done = shell.run("doctor", "--bench")
    assert (done.code, done.sentence) == (1, "Completion is switched off (completion.enabled).")
    assert shell.backend.requests == ()


def test_a_number_of_requests_is_one_from_1_to_1000(shell: Terminal):
    for word in ("0", "-1", "many", "1001"):
        done = shell.run("doctor", f"--bench={word}")
        assert done.code == 2
        assert "is no number of requests from 1 to 1000" in done.sentence
