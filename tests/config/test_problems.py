"""What is said about settings that are left out."""

import pytest

from m2lsp.config import OPTIONS, Config, load, merge
from m2lsp.config.layers import Entry, Layer, Place, editor_layer, environment_layer


def problems(place: Place, name: str, raw: object) -> tuple[str, ...]:
    loaded = merge([Layer(place, "there", (Entry(name, raw, name),))])
    if loaded.problems:
        assert loaded.config == Config()
    return loaded.problems


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("chat.max_tokens", "many", 'takes a whole number from 1 to 1,000,000, not "many"'),
        ("chat.max_tokens", True, "takes a whole number from 1 to 1,000,000, not true"),
        ("chat.max_tokens", 0, "takes a whole number from 1 to 1,000,000, not 0"),
        ("chat.max_tokens", 1.5, "takes a whole number from 1 to 1,000,000, not 1.5"),
        ("chat.max_tokens", 10**400, "takes a whole number from 1 to 1,000,000"),
        ("chat.deadline_s", float("nan"), "takes a number from 0.1 to 3,600"),
        ("chat.deadline_s", 10**400, "takes a number from 0.1 to 3,600"),
        ("completion.enabled", 1, "takes true or false, not 1"),
        ("completion.enabled", "yes", "takes true or false"),
        ("completion.ordinary", "never", 'takes one of "auto", "always", "off", not "never"'),
        ("completion.ordinary", "[x](command:y)", 'takes one of "auto", "always", "off"'),
        ("completion.disabled_globs", "*.csv", "takes a list of texts"),
        ("completion.disabled_globs", ["*.csv", 1], "takes a list of texts"),
        ("endpoint.headers", {"X": 1}, "takes a table of texts"),
        ("endpoint.api_key_command", "pass 'show", "takes a command, as a list of texts or as one text"),
        ("endpoint.model", ["x"], "takes a text"),
        ("completion.debouce_ms", 1, "is not a setting; perhaps completion.debounce_ms is meant"),
        ("completions.debounce_ms", 1, "is not a setting; perhaps completion.debounce_ms is meant"),
        ("endpoint.debounce_ms", 1, "is not a setting; perhaps completion.debounce_ms is meant"),
        ("debounce_ms", 1, "is not a setting; perhaps completion.debounce_ms is meant"),
        ("zzz.qqq", 1, "is not a setting"),
        ("completion", 1, "is not a setting but a section, with settings such as completion.provider"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_takes(name, raw, sentence):
    assert problems(Place.USER, name, raw) == (f"{name} in there {sentence}.",)


@pytest.mark.parametrize(
    ("variable", "near"),
    [
        ("M2LSP_COMPLETION_DEBOUNCE", "M2LSP_COMPLETION_DEBOUNCE_MS"),
        ("M2LSP_COMPLETON_MODEL", "M2LSP_COMPLETION_MODEL"),
        ("M2LSP_API_KY", "M2LSP_API_KEY"),
    ],
)
def test_a_misspelt_variable_is_named_but_never_its_value(variable, near):
    (problem,) = merge([environment_layer({variable: "sk-private"})]).problems
    assert problem == f"{variable} in the environment is not a setting; perhaps {near} is meant."


PLACES_FOR_ALL = [Place.EDITOR, Place.USER, Place.PROJECT]
SECRETS = [name for name, option in OPTIONS.items() if option.secret]


@pytest.mark.parametrize("place", PLACES_FOR_ALL)
@pytest.mark.parametrize("name", SECRETS)
def test_a_key_is_refused_outside_the_environment_with_where_it_belongs(place, name):
    (problem,) = problems(place, name, "sk-private")
    assert OPTIONS[name].variables[-1] in problem
    assert "api_key_command" in problem
    assert "sk-private" not in problem


@pytest.mark.parametrize("place", PLACES_FOR_ALL)
@pytest.mark.parametrize("header", ["Authorization", "x-api-key", "Cookie"])
def test_a_header_with_a_credential_is_refused_outside_the_environment(place, header):
    (problem,) = problems(place, "endpoint.headers", {"X-Team": "a", header: "sk-private"})
    assert "M2LSP_ENDPOINT_HEADERS" in problem
    assert "sk-private" not in problem


GUARDED = [
    *(
        name
        for name in OPTIONS
        if name.startswith(("endpoint.", "trust.", "log.", "budget.", "checks.", "context.index_"))
    ),
    *(
        f"{section}.{name}"
        for section in ("completion", "chat")
        for name in ("provider", "base_url", "model", "profile", "api_key", "api_key_command", "fallbacks")
    ),
]


@pytest.mark.parametrize("name", GUARDED)
def test_a_projects_file_names_no_endpoint_key_command_header_or_log(name):
    option = OPTIONS[name]
    raw = option.allowed[0] if option.allowed else option.default
    (problem,) = problems(Place.PROJECT, name, "x" if option.secret else raw)
    assert "project's own file" in problem or "environment" in problem


def test_a_projects_file_may_set_everything_else():
    free = [name for name in OPTIONS if name not in GUARDED]
    assert free
    for name in free:
        assert problems(Place.PROJECT, name, OPTIONS[name].default) == ()


def test_all_problems_make_one_text():
    loaded = load(
        environment={"M2LSP_LOG_LEVEL": "loud"},
        user_file=None,
        project_files=[],
        editor={"chat": {"max_tokens": 0}},
    )
    assert loaded.warning == " ".join(["m2lsp left some settings out.", *loaded.problems])
    assert len(loaded.problems) == 2


def test_a_long_list_of_problems_is_cut():
    loaded = merge([editor_layer({"chat": {f"zz{n}": 1 for n in range(100)}})])
    assert len(loaded.problems) == 100
    assert len(loaded.warning) < 600
    assert "94 more" in loaded.warning


def test_nothing_in_a_warning_can_be_clicked(tmp_path):
    folder = tmp_path / "[look](command)"
    folder.mkdir()
    file = folder / ".m2lsp.toml"
    file.write_text("'[look](command:x)' = 1\n")
    loaded = load(environment={}, user_file=None, project_files=[file], editor=None)
    assert "[look](command:x)" not in loaded.problems[0]
    assert "](" in loaded.problems[0]
    assert "](" not in loaded.warning


def test_editor_settings_that_are_no_table_are_named():
    assert merge([editor_layer([1])]).problems == ("The editor's settings are not a table of sections.",)
