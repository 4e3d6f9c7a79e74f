import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from m2lsp.app import keys
from m2lsp.backends.providers import PROVIDERS
from m2lsp.config import Endpoint, Secret
from m2lsp.config.values import Command
from m2lsp.core.errors import ConfigError

KEY = "sk-private"
VLLM = PROVIDERS["vllm"]

BARE = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
"""Without SYSTEMROOT no Python starts on Windows."""


def printing(code: str) -> Command:
    return Command((sys.executable, "-c", code))


COMMAND = printing("print('from command')")
ALL = Endpoint(api_key=Secret("own"), api_key_command=COMMAND, api_key_keychain="service")
AMBIENT = {**BARE, "VLLM_API_KEY": " ambient\n"}


@pytest.mark.parametrize(
    ("endpoint", "environment", "key"),
    [
        (ALL, AMBIENT, "own"),
        (replace(ALL, api_key=Secret()), AMBIENT, "from command"),
        (Endpoint(), AMBIENT, "ambient"),
        (Endpoint(), {"VLLM_API_KEY": " "}, ""),
        (Endpoint(), {}, ""),
        (Endpoint(), {"OPENAI_API_KEY": KEY, "LLAMA_API_KEY": KEY}, ""),
    ],
)
def test_a_key_is_sought_in_setting_command_variable_in_this_order(endpoint, environment, key):
    assert keys.api_key(endpoint, VLLM, environment).reveal() == key


def test_a_variable_does_not_stand_in_for_a_command_that_fails():
    with pytest.raises(ConfigError, match="exit code 1"):
        keys.api_key(Endpoint(api_key_command=printing("raise SystemExit(1)")), VLLM, AMBIENT)


EVERYTHING = {row.api_key_env: KEY for row in PROVIDERS.values() if row.api_key_env} | {"OPENAI_API_KEY": KEY}


@pytest.mark.parametrize(
    ("provider", "base_url"),
    [
        ("minimax", ""),
        ("minimax", "https://API.minimax.io:443/v1/other"),
        ("openrouter", "https://openrouter.ai"),
        ("vllm", ""),
        ("vllm-no-parser", "http://gpu-host:8000/v1"),
        ("llama.cpp", "https://gpu-host/v1"),
    ],
)
def test_the_usual_variable_is_used_at_its_own_host_and_for_a_server_of_ones_own(provider, base_url):
    assert keys.api_key(Endpoint(base_url=base_url), PROVIDERS[provider], EVERYTHING) == Secret(KEY)


@pytest.mark.parametrize(
    ("provider", "base_url"),
    [
        ("minimax", "https://gateway.example/v1"),
        ("minimax", "https://api.minimaxi.com/v1"),
        ("minimax", "https://api.minimax.io.gateway.example/v1"),
        ("minimax", "https://api.minimax.io@gateway.example/v1"),
        ("minimax", "http://api.minimax.io/v1"),
        ("minimax", "https://[api.minimax.io/v1"),
        ("openrouter", "http://127.0.0.1:8000/v1"),
        ("generic", ""),
        ("generic", "https://api.openai.com/v1"),
    ],
)
def test_no_key_of_the_environment_goes_to_another_host(provider, base_url):
    assert not keys.api_key(Endpoint(base_url=base_url), PROVIDERS[provider], EVERYTHING)


@pytest.mark.parametrize(
    "code",
    [
        f"print('{KEY}')",
        f"print(' {KEY} '); print('a second line')",
        f"import sys; sys.stdout.buffer.write(b'{KEY}\\r\\n')",
        f"import sys; print('a warning', file=sys.stderr); print('{KEY}')",
    ],
)
def test_the_first_line_that_a_command_prints_is_the_key(code):
    assert keys.api_key(Endpoint(api_key_command=printing(code)), VLLM, BARE) == Secret(KEY)


def test_a_command_gets_no_input_so_that_it_can_not_take_the_editors():
    code = "import sys; print(len(sys.stdin.read()))"
    assert keys.api_key(Endpoint(api_key_command=printing(code)), VLLM, BARE).reveal() == "0"


def test_a_command_is_not_read_by_a_shell():
    command = Command((*printing("import sys; print(sys.argv[1])"), "$HOME;ls"))
    assert keys.api_key(Endpoint(api_key_command=command), VLLM, BARE).reveal() == "$HOME;ls"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (printing(f"print('{KEY}'); raise SystemExit(3)"), "exit code 3"),
        (printing("print()"), "printed no key"),
        (printing("pass"), "printed no key"),
        (Command(("m2lsp-no-such-program", KEY)), "can't be started"),
        (Command(("nul\0", KEY)), "can't be started"),
    ],
)
def test_a_command_that_fails_is_named_in_one_sentence_without_what_it_said(command, words):
    with pytest.raises(ConfigError, match=words) as caught:
        keys.api_key(Endpoint(api_key_command=command), VLLM, BARE)
    assert "api_key_command" in str(caught.value)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_command_that_hangs_is_ended():
    command = printing("import time; time.sleep(60)")
    with pytest.raises(ConfigError, match=r"within 0\.3 seconds"):
        keys.api_key(Endpoint(api_key_command=command), VLLM, BARE, limit_s=0.3)


def test_without_its_package_the_key_chain_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"pip install 'm2lsp\[keychain\]'"):
        keys.api_key(Endpoint(api_key_keychain="service"), VLLM, BARE)


@pytest.fixture
def keychain(tmp_path: Path, monkeypatch):
    """A stand-in for the package ``keyring``, as the system's own can't be had in a test."""
    package = tmp_path / "keyring"
    package.mkdir()
    (package / "errors.py").write_text(
        "class KeyringError(Exception): ...\nclass Locked(KeyringError): ...\n"
    )
    (package / "__init__.py").write_text(
        "from keyring.errors import Locked\n"
        "def get_password(service, user):\n"
        "    if service == 'locked':\n"
        f"        raise Locked('{KEY}')\n"
        f"    return {{('service', 'm2lsp'): '{KEY}'}}.get((service, user))\n"
    )
    for name in [name for name in sys.modules if name.partition(".")[0] == "keyring"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in ("keyring", "keyring.errors"):
        sys.modules.pop(name, None)


@pytest.mark.usefixtures("keychain")
def test_the_key_chain_is_asked_after_the_command_and_before_the_variable():
    both = Endpoint(api_key_command=COMMAND, api_key_keychain="service")
    assert keys.api_key(both, VLLM, AMBIENT) == Secret("from command")
    assert keys.api_key(Endpoint(api_key_keychain="service"), VLLM, AMBIENT) == Secret(KEY)


@pytest.mark.usefixtures("keychain")
@pytest.mark.parametrize(("service", "words"), [("empty", "keyring set empty m2lsp"), ("locked", "unlocked")])
def test_a_key_chain_without_the_key_says_what_to_do(service, words):
    with pytest.raises(ConfigError, match=words) as caught:
        keys.api_key(Endpoint(api_key_keychain=service), VLLM, BARE)
    assert KEY not in str(caught.value)
