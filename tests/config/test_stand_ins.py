"""Endpoints that stand in for another: described by name, in the user's own places only."""

from pathlib import Path

import pytest

from m2lsp.config import Loaded, StandIn, load
from m2lsp.config.layers import Place, file_layer
from m2lsp.config.load import merge

FILE = """
[endpoint]
base_url = "http://127.0.0.1:8000/v1"
first_byte_timeout_s = 7
fallbacks = ["spare", "cloud", "spare"]

[endpoints.spare]
base_url = "http://127.0.0.1:8001/v1"

[endpoints.cloud]
provider = "minimax"
model = "MiniMax-M2.1"
api_key_command = "pass show minimax"
headers = { X-Team = "a" }
allow_remote = true
"""


def loaded(text: str, folder: Path, environment: dict[str, str] | None = None, editor=None) -> Loaded:
    file = folder / "config.toml"
    file.write_text(text)
    return load(environment=environment or {}, user_file=file, project_files=[], editor=editor)


def test_they_come_in_the_order_of_the_list_and_each_once(tmp_path: Path):
    found = loaded(FILE, tmp_path)
    assert found.problems == ()
    candidates = found.config.candidates("chat")
    assert [c.name for c in candidates] == ["", "endpoints.spare", "endpoints.cloud"]
    assert [c.allow_remote for c in candidates] == [True, False, True]
    cloud = candidates[2].endpoint
    assert (cloud.provider, cloud.model, cloud.api_key_command) == (
        "minimax",
        "MiniMax-M2.1",
        ("pass", "show", "minimax"),
    )
    assert cloud.headers == {"X-Team": "a"}
    assert cloud.first_byte_timeout_s == 7


def test_nothing_of_the_main_endpoint_goes_to_one_that_stands_in(tmp_path: Path):
    keys = {"M2LSP_API_KEY": "main", "M2LSP_ENDPOINT_HEADERS": '{"X-Main": "1"}', "M2LSP_MODEL": "main"}
    spare = loaded(FILE, tmp_path, keys).config.candidates("chat")[1].endpoint
    assert not spare.api_key
    assert (spare.headers, spare.model, spare.api_key_command) == ({}, "", ())


def test_a_key_comes_from_the_environment_and_any_other_setting_may(tmp_path: Path):
    variables = {"M2LSP_ENDPOINTS_CLOUD_API_KEY": "k", "M2LSP_ENDPOINTS_CLOUD_MODEL": "MiniMax-M3"}
    found = loaded(FILE, tmp_path, variables)
    cloud = found.config.endpoints["cloud"]
    assert (cloud.api_key.reveal(), cloud.model, cloud.provider) == ("k", "MiniMax-M3", "minimax")
    assert found.source_of("endpoints.cloud", "model") == "M2LSP_ENDPOINTS_CLOUD_MODEL in the environment"


def test_a_key_in_a_file_is_refused(tmp_path: Path):
    found = loaded('[endpoints.cloud]\napi_key = "sk-1"\n', tmp_path)
    (problem,) = found.problems
    assert "would keep a key in a file: put it in the environment as M2LSP_ENDPOINTS_CLOUD_API_KEY" in problem
    assert "sk-1" not in problem


@pytest.mark.parametrize(
    "editor",
    [
        {"endpoints": {"spare": {"baseUrl": "http://x/v1", "allowRemote": True}}},
        {"m2lsp": {"endpoints": {"spare": {"base_url": "http://x/v1", "allow_remote": True}}}},
        {"endpoints.spare.baseUrl": "http://x/v1", "endpoints.spare.allowRemote": True},
    ],
)
def test_an_editor_may_describe_one_too(editor):
    found = load(environment={}, user_file=None, project_files=[], editor=editor)
    assert found.problems == ()
    assert found.config.endpoints == {"spare": StandIn(base_url="http://x/v1", allow_remote=True)}


def test_where_a_stronger_place_names_another_address_a_weaker_ones_key_is_left_out(tmp_path: Path):
    elsewhere = {"endpoints": {"cloud": {"provider": "vllm", "base_url": "http://other/v1"}}}
    cloud = loaded(FILE, tmp_path, editor=elsewhere).config.endpoints["cloud"]
    assert cloud == StandIn(provider="vllm", base_url="http://other/v1", allow_remote=True)


def test_a_projects_file_describes_none(tmp_path: Path):
    file = tmp_path / ".m2lsp.toml"
    file.write_text(FILE)
    found = merge([file_layer(Place.PROJECT, file)])
    assert found.config.endpoints == {}
    assert found.config.candidates("chat")[1:] == ()
    assert all("is not for a project's own file" in p or "names" in p for p in found.problems)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            '[endpoint]\nfallbacks = ["clod"]\n[endpoints.cloud]\nmodel = "m"',
            "names clod, which is no endpoint",
        ),
        ('[endpoints.cloud]\nurl = "x"', "is not a setting; it takes endpoints.NAME.SETTING"),
        ('[endpoints.Cloud]\nmodel = "x"', "is not a setting; it takes endpoints.NAME.SETTING"),
        ('[endpoints]\ncloud = "x"', "is not a setting; it takes endpoints.NAME.SETTING"),
        ("[endpoints.cloud]\nallow_remote = 1", "takes true or false, not 1"),
        ('endpoints = "x"', "is not a setting"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_counts(tmp_path: Path, text: str, problem: str):
    found = loaded(text, tmp_path)
    assert any(problem in told for told in found.problems), found.problems
    assert len(found.config.candidates("chat")) == 1


def test_a_section_that_goes_elsewhere_takes_no_stand_ins_along(tmp_path: Path):
    moved = FILE + '\n[completion]\nprovider = "embedded"\n'
    found = loaded(moved, tmp_path).config
    assert len(found.candidates("completion")) == 1
    assert len(found.candidates("chat")) == 3
    own = FILE + '\n[completion]\nprovider = "embedded"\nfallbacks = ["spare"]\n'
    assert [c.name for c in loaded(own, tmp_path).config.candidates("completion")] == ["", "endpoints.spare"]


SECTIONS = [
    ("", {"base_url": "endpoint", "model": "endpoint", "api_key": "endpoint"}),
    ('[chat]\nmodel = "m"', {"base_url": "endpoint", "model": "chat", "api_key": "endpoint"}),
    ('[chat]\nbase_url = "http://x/v1"', {"base_url": "chat", "model": "chat", "api_key": "chat"}),
]


@pytest.mark.parametrize(("text", "expected"), SECTIONS)
def test_it_is_known_which_section_decides_a_setting(tmp_path: Path, text: str, expected: dict[str, str]):
    first = loaded(text, tmp_path).config.candidates("chat")[0]
    assert {name: first.sections.get(name, "endpoint") for name in expected} == expected
    assert first.sections["max_tokens"] == "chat"
