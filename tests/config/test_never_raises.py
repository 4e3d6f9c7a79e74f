"""Whatever the places hold, a session starts: what is wrong becomes a sentence."""

from hypothesis import given
from hypothesis import strategies as st

from m2lsp.config import OPTIONS, SECTIONS, Loaded, load
from m2lsp.config.layers import Place, editor_layer, environment_layer, file_layer
from m2lsp.config.load import merge

NAMES = st.sampled_from([option.name for option in OPTIONS.values()]) | st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
SETTINGS = st.dictionaries(st.sampled_from([*SECTIONS, "m2lsp"]) | st.text(max_size=8), JSON, max_size=4)
VARIABLES = st.sampled_from([name for option in OPTIONS.values() for name in option.variables])


def is_sound(loaded: Loaded) -> None:
    for option in OPTIONS.values():
        value = getattr(getattr(loaded.config, option.section), option.name)
        assert type(value) is type(option.default)
    assert all(problem.endswith(".") and "\n" not in problem for problem in loaded.problems)


@given(JSON | SETTINGS)
def test_any_json_from_the_editor_gives_a_sound_configuration(settings):
    is_sound(load(environment={}, user_file=None, project_files=[], editor=settings))


@given(st.dictionaries(VARIABLES, st.text(max_size=12), max_size=5))
def test_any_text_in_the_environment_gives_a_sound_configuration(environment):
    is_sound(merge([environment_layer(environment), editor_layer(None)]))


@given(st.binary(max_size=40) | st.text("[]{}=\"'.,#\n\\ a1completion", max_size=40).map(str.encode))
def test_any_bytes_in_a_file_give_a_sound_configuration(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(content)
    is_sound(merge([file_layer(Place.USER, file)]))
