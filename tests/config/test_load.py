from collections.abc import Mapping
from pathlib import Path

import pytest

from m2lsp.config import OPTIONS, Config, Loaded, Secret, load

USER, PROJECT = "m2lsp/config.toml", "work/.m2lsp.toml"


@pytest.fixture
def places(tmp_path: Path):
    """Load with the given texts in the user's and the project's file."""

    def loaded(
        *,
        environment: Mapping[str, str] | None = None,
        editor: object = None,
        user: str | bytes | None = None,
        project: str | bytes | None = None,
    ) -> Loaded:
        files = {}
        for name, text in ((USER, user), (PROJECT, project)):
            files[name] = tmp_path / name
            files[name].parent.mkdir(exist_ok=True)
            if text is not None:
                files[name].write_bytes(text.encode() if isinstance(text, str) else text)
        return load(
            environment=environment or {},
            user_file=files[USER],
            project_files=[files[PROJECT]],
            editor=editor,
        )

    return loaded


def test_nothing_set_gives_the_defaults(places):
    loaded = places()
    assert loaded.config == Config()
    assert (loaded.problems, loaded.warning, dict(loaded.sources)) == ((), "", {})
    assert loaded.source_of("completion", "debounce_ms") == "default"


LADDER = [
    ({"project": "[completion]\ndebounce_ms = 4"}, 4, PROJECT),
    ({"user": "[completion]\ndebounce_ms = 3"}, 3, USER),
    ({"editor": {"completion": {"debounce_ms": 2}}}, 2, "the editor's settings"),
    (
        {"environment": {"M2LSP_COMPLETION_DEBOUNCE_MS": "1"}},
        1,
        "M2LSP_COMPLETION_DEBOUNCE_MS in the environment",
    ),
]


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_environment_is_over_editor_over_user_over_project(places, steps):
    written = {}
    for place, _, _ in LADDER[:steps]:
        written |= place
    loaded = places(**written)
    _, value, source = LADDER[steps - 1]
    assert loaded.config.completion.debounce_ms == value
    assert loaded.source_of("completion", "debounce_ms") == source


def test_the_first_of_several_project_files_decides(tmp_path):
    files = [tmp_path / name for name in ("one", "two")]
    for number, file in enumerate(files):
        file.write_text(f"[chat]\nmax_tokens = {number + 1}")
    loaded = load(environment={}, user_file=None, project_files=files, editor=None)
    assert loaded.config.chat.max_tokens == 1


def test_a_wrong_value_leaves_the_next_place_to_decide(places):
    loaded = places(
        environment={"M2LSP_COMPLETION_DEBOUNCE_MS": "soon"}, user="[completion]\ndebounce_ms = 9"
    )
    assert loaded.config.completion.debounce_ms == 9
    assert len(loaded.problems) == 1


@pytest.mark.parametrize(
    ("short", "full"),
    [("PROVIDER", "provider"), ("BASE_URL", "base_url"), ("MODEL", "model")],
)
def test_the_short_names_set_the_main_endpoint(places, short, full):
    assert getattr(places(environment={f"M2LSP_{short}": "x"}).config.endpoint, full) == "x"


def test_the_short_name_of_the_key_sets_the_main_endpoint(places):
    assert places(environment={"M2LSP_API_KEY": "sk-1"}).config.endpoint.api_key == Secret("sk-1")


def test_a_full_name_is_over_its_short_name(places):
    loaded = places(environment={"M2LSP_MODEL": "short", "M2LSP_ENDPOINT_MODEL": "full"})
    assert loaded.config.endpoint.model == "full"


@pytest.mark.parametrize(
    "editor",
    [
        {"m2lsp": {"completion": {"debounce_ms": 0}}},
        {"completion": {"debounce_ms": 0}},
        {"m2lsp": {"completion": {"debounceMs": 0}}},
        {"m2lsp": {"completion.debounceMs": 0}},
        {"m2lsp.completion.debounce_ms": 0},
        {"completion": {"debounce_ms": 0.0}},
        {
            "m2lsp": {
                "completion": {"debounce_ms": 0},
                "extensions": ["m2lsp/input"],
                "trace": {"server": "off"},
            }
        },
        {"m2lsp": {"completion": {"debounce_ms": 0, "enabled": None}, "chat": None, "log": []}},
    ],
)
def test_an_editor_may_spell_a_setting_in_any_of_its_ways(places, editor):
    loaded = places(editor=editor)
    assert loaded.config.completion.debounce_ms == 0
    assert loaded.config.completion.enabled
    assert loaded.problems == ()


@pytest.mark.parametrize("editor", [None, {}, [], {"m2lsp": None}, {"m2lsp": []}])
def test_an_editor_may_send_nothing(places, editor):
    assert places(editor=editor) == places()


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("COMPLETION_ENABLED", "off", False),
        ("COMPLETION_ENABLED", "0", False),
        ("COMPLETION_ENABLED", "False", False),
        ("TRUST_MASK_SECRETS", "on", True),
        ("THREADS_ENABLED", "1", True),
        ("CHAT_DEADLINE_S", "2.5", 2.5),
        ("COMPLETION_DISABLED_LANGUAGES", "markdown, latex", ("markdown", "latex")),
        ("COMPLETION_DISABLED_GLOBS", '["*.csv", "a,b"]', ("*.csv", "a,b")),
        ("ENDPOINT_HEADERS", '{"Authorization": "Basic eA=="}', {"Authorization": "Basic eA=="}),
        (
            "ENDPOINT_API_KEY_COMMAND",
            r'"C:\Program Files\pass" show m2',
            (r"C:\Program Files\pass", "show", "m2"),
        ),
        ("CHAT_API_KEY_COMMAND", '["pass", "show", "my key"]', ("pass", "show", "my key")),
    ],
)
def test_the_environment_is_read_by_the_declared_type(places, variable, text, value):
    section, _, name = variable.lower().partition("_")
    loaded = places(environment={f"M2LSP_{variable}": text})
    assert loaded.problems == ()
    assert getattr(getattr(loaded.config, section), name) == value


def test_an_empty_variable_counts_as_not_set(places):
    assert places(environment={"M2LSP_COMPLETION_DEBOUNCE_MS": "", "M2LSP_MODEL": " "}) == places()


def test_variables_that_are_no_settings_of_ours_are_left_alone(places):
    environment = {"PATH": "/bin", "M2LSP_CONFIG_DIR": "x", "M2LSP_BUILD_NUMBER": "7", "OPENAI_API_KEY": "k"}
    assert places(environment=environment).problems == ()


@pytest.mark.parametrize("text", ["\ufeff[chat]\nmax_tokens = 5", "[chat]\r\nmax_tokens = 5\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_fine(places, text):
    loaded = places(user=text)
    assert (loaded.config.chat.max_tokens, loaded.problems) == (5, ())


@pytest.mark.parametrize("place", ["user", "project"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[chat]\nmax_tokens = \n", "at line 2"),
        (b"[chat\n", "at line 1"),
        (b"x = '''", "at its last line"),
        ("max_tokens = 5".encode("utf-16"), "not UTF-8"),
        (b"x = " + b"[" * 100_000, "not TOML"),
        (b"#" * 1_000_001, "too large"),
    ],
)
def test_a_broken_file_is_one_sentence_and_the_other_places_count(places, place, content, words):
    loaded = places(**{place: content}, environment={"M2LSP_MODEL": "m"})
    assert loaded.config.endpoint.model == "m"
    (problem,) = loaded.problems
    assert words in problem
    assert "\n" not in problem


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path):
    loaded = load(environment={}, user_file=tmp_path, project_files=[], editor=None)
    assert "is not a file" in loaded.warning


@pytest.mark.parametrize("name", [name for name, option in OPTIONS.items() if not option.secret])
def test_every_setting_can_be_written_in_the_users_file(places, name):
    section, _, field = name.partition(".")
    words = {
        "bool": "false", "int": "7", "float": "7.5", "str": '"x"', "tuple": '["x"]', "dict": '{ x = "y" }',
    }  # fmt: skip
    allowed = OPTIONS[name].allowed
    kind = type(OPTIONS[name].default).__name__
    text = f'"{allowed[-1]}"' if kind == "str" and allowed else words[kind]
    loaded = places(user=f'[{section}]\n{field} = {text}\n[endpoints.x]\nmodel = "m"')
    assert (loaded.problems, loaded.source_of(section, field)) == ((), USER)
