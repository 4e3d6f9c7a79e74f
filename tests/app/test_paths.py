from pathlib import Path

import pytest

from m2lsp.app import paths


def test_the_environment_moves_each_folder(tmp_path):
    environment = {f"M2LSP_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "CACHE")}
    assert paths.config_file(environment) == tmp_path / "CONFIG" / "config.toml"
    assert paths.data_dir(environment) == tmp_path / "DATA"
    assert paths.cache_dir(environment) == tmp_path / "CACHE"
    assert paths.log_file(environment=environment) == tmp_path / "DATA" / "log" / "m2lsp.log"


@pytest.mark.parametrize("found", [paths.config_file, paths.data_dir, paths.cache_dir])
def test_without_it_the_platforms_folders_are_used(found):
    path = found({})
    assert path.is_absolute()
    assert "m2lsp" in path.parts


def test_a_configured_log_file_is_used_as_it_is(tmp_path):
    named = {"M2LSP_DATA_DIR": str(tmp_path)}
    assert paths.log_file("~/m2.log", named) == Path.home() / "m2.log"


def test_nothing_is_created(tmp_path):
    paths.config_file({"M2LSP_CONFIG_DIR": str(tmp_path / "new")})
    assert list(tmp_path.iterdir()) == []
