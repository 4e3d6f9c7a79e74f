"""The key of an endpoint: from the environment, a command, or the system's key chain.

It is never logged, and no message holds it: what a command printed is not repeated either.
"""

import subprocess
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from m2lsp.backends.providers import Provider
from m2lsp.config import Endpoint, Secret
from m2lsp.core.errors import ConfigError

COMMAND_LIMIT_S = 10.0
"""Seconds that the command may take; enough for a fingerprint, short enough not to seem hung."""

_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # there on Windows only

USER = "m2lsp"
"""The user name under which the key chain holds the key."""


def api_key(
    endpoint: Endpoint,
    provider: Provider,
    environment: Mapping[str, str],
    *,
    limit_s: float = COMMAND_LIMIT_S,
) -> Secret:
    """The key for ``endpoint``; an empty one where nothing names a key, as a server of one's own has none.

    In this order: the endpoint's own setting (which only the environment can hold), the command, the key
    chain, the provider's usual variable.  Blocks for up to ``limit_s`` seconds: call it in a thread.

    Raises:
        ConfigError: the command or the key chain that the settings name gives no key.
    """
    if endpoint.api_key:
        return endpoint.api_key
    if endpoint.api_key_command:
        return _from_command(endpoint.api_key_command, environment, limit_s)
    if endpoint.api_key_keychain:
        return _from_keychain(endpoint.api_key_keychain)
    if provider.api_key_env and _meant_for(provider, endpoint.base_url):
        return Secret(environment.get(provider.api_key_env, "").strip())
    return Secret()


def source(endpoint: Endpoint, provider: Provider, environment: Mapping[str, str]) -> str:
    """In words, where ``api_key`` takes the key from; empty for none.  No command is run for it."""
    if endpoint.api_key:
        return "the environment (a variable of m2lsp's own)"
    if endpoint.api_key_command:
        return f"the command {endpoint.api_key_command[0]}"
    if endpoint.api_key_keychain:
        return f'the key chain, service "{endpoint.api_key_keychain}"'
    variable = provider.api_key_env
    given = bool(
        variable and _meant_for(provider, endpoint.base_url) and environment.get(variable, "").strip()
    )
    return f"the environment ({variable})" if given else ""


def missing(endpoint: Endpoint, provider: Provider, environment: Mapping[str, str]) -> str:
    """What to do where a third party wants a key and there is none: nothing is sent there without one.

    Empty where there is one, or none is needed; an address of the user's own choice may need none.
    """
    if provider.local or not provider.api_key_env or endpoint.base_url or endpoint.headers:
        return ""
    if source(endpoint, provider, environment):
        return ""
    return (
        f"There is no key for {provider.name}, so nothing is sent there. "
        f"Set {provider.api_key_env} in the environment that the editor is started from."
    )


def _meant_for(provider: Provider, base_url: str) -> bool:
    """Whether the provider's usual variable is meant for this address.

    It may be set for other programs, so a third party's key goes to that party's own host only, encrypted
    where the provider's address is.  A server of one's own may be anywhere.
    """
    if provider.local or not base_url:
        return True
    try:
        own, asked = urlsplit(provider.base_url), urlsplit(base_url)
        return (own.scheme, own.hostname) == (asked.scheme, asked.hostname)
    except ValueError:  # no address at all
        return False


def _from_command(command: Sequence[str], environment: Mapping[str, str], limit_s: float) -> Secret:
    named = f"The command of api_key_command ({command[0]})"
    try:
        done = subprocess.run(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,  # the server's own is the editor's
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limit_s,
            check=False,
            creationflags=_NO_WINDOW,
        )
    except subprocess.TimeoutExpired:
        raise ConfigError(f"{named} did not end within {limit_s:g} seconds; try it by hand.") from None
    except (OSError, ValueError):
        raise ConfigError(f"{named} can't be started; is it installed, and on the PATH?") from None
    if done.returncode:
        raise ConfigError(f"{named} failed with exit code {done.returncode}; try it by hand.")
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if not lines or not lines[0].strip():
        raise ConfigError(f"{named} printed no key on its first line; try it by hand.")
    return Secret(lines[0].strip())


def _from_keychain(service: str) -> Secret:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise ConfigError(
            "The setting api_key_keychain needs one more package: pip install 'm2lsp[keychain]'."
        ) from None
    try:
        key = keyring.get_password(service, USER)
    except KeyringError as error:
        raise ConfigError(f"The key chain can't be read ({type(error).__name__}); is it unlocked?") from None
    if not key:
        raise ConfigError(f'The key chain has no key for "{service}": say keyring set {service} {USER}.')
    return Secret(key)
