import json
from pathlib import Path

import pytest

from m2lsp.config import OPTIONS, SECTIONS, json_schema, manifest, markdown
from m2lsp.config.options import Range

ROOT = Path(__file__).parents[2]


def test_the_settings_page_is_fresh():
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == markdown(), "run `make docs`"


PACKAGE = ROOT / "editors" / "vscode" / "package.json"


def test_the_extension_declares_the_settings_as_they_are():
    package = PACKAGE.read_text(encoding="utf-8")
    assert package == manifest(package), "run `make docs`"


def test_the_extension_shows_every_setting_once_and_its_own_first():
    own, *sections = json.loads(PACKAGE.read_text(encoding="utf-8"))["contributes"]["configuration"]
    names = [name for section in sections for name in section["properties"]]
    assert names == list(json_schema())
    assert all(name.startswith(("m2lsp.server.", "m2lsp.trace.")) for name in own["properties"])


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.full_name)
def test_every_option_is_documented(option):
    assert len(option.meaning) > 20
    assert option.meaning.endswith(".")
    page = markdown()
    assert f"### `{option.full_name}`\n" in page
    assert all(f"`{variable}`" in page for variable in option.variables)


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda cls: cls.__name__)
def test_every_section_has_an_introduction(section):
    assert section.__doc__.strip().endswith(".")


def test_names_in_the_environment_are_unique():
    names = [variable for option in OPTIONS.values() for variable in option.variables]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.full_name)
def test_every_default_is_a_value_that_the_option_takes(option):
    raw = option.default.reveal() if option.secret else option.default
    assert option.accept(raw) == option.default


def test_a_setting_in_seconds_or_milliseconds_or_tokens_has_limits():
    for option in OPTIONS.values():
        if option.name.endswith(("_s", "_ms", "_tokens")):
            assert isinstance(option.allowed, Range), option.full_name


def test_the_schema_has_every_setting_but_the_keys():
    schema = json_schema()
    assert len(schema) == sum(not option.secret for option in OPTIONS.values()) + 1
    assert "apiKey" not in schema["m2lsp.endpoints"]["additionalProperties"]["properties"]
    assert not any("apiKey" in name and not name.endswith(("Command", "Keychain")) for name in schema)
    assert json.loads(json.dumps(schema)) == schema


def test_the_schema_says_type_limits_default_and_scope():
    schema = json_schema()
    debounce = schema["m2lsp.completion.debounceMs"]
    assert debounce["type"] == "integer"
    assert (debounce["minimum"], debounce["maximum"], debounce["default"]) == (0, 5000, 75)
    assert schema["m2lsp.log.level"]["enum"] == ["error", "warning", "info", "debug"]


def test_what_a_project_may_not_set_its_editor_settings_can_not_either():
    scopes = [value["scope"] for value in json_schema().values()]
    options = [option for option in OPTIONS.values() if not option.secret]
    assert scopes == [*("window" if option.project else "machine" for option in options), "machine"]
