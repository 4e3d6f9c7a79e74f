"""The settings that say where a model runs, and how those of one use fall back to the main ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from m2lsp.config.options import Range, option
from m2lsp.config.secret import Secret
from m2lsp.config.values import Command

SECONDS = Range(0.1, 3600)
_PLACE = ("provider", "base_url", "model", "profile", "api_key", "api_key_command")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """The main endpoint: where the model runs, and how it is reached.

    A project's own file may set none of these.
    """

    provider: str = option(
        "vllm",
        "Who serves the model; it decides how the endpoint is spoken to. "
        "The default is your own vLLM server.",
        project=False,
        short="M2LSP_PROVIDER",
    )
    base_url: str = option(
        "",
        "The address of the OpenAI-compatible interface, such as `http://127.0.0.1:8000/v1`. "
        "Empty: the provider's own.",
        project=False,
        short="M2LSP_BASE_URL",
    )
    model: str = option(
        "",
        "The model's name as the endpoint spells it. "
        "Empty: what the endpoint serves, so that a server with one model needs no name.",
        project=False,
        short="M2LSP_MODEL",
    )
    profile: str = option(
        "",
        "The model family, which says how the model thinks and speaks. "
        "Empty: by the model's name, and `m2` for a name that says nothing.",
        project=False,
    )
    api_key: Secret = option(
        Secret(),
        "The key, from the environment only. A key written into a file or an editor's settings is refused: "
        "those are shared and backed up. Empty: `api_key_command`, "
        "then `api_key_keychain`, then the provider's usual variable, such as `MINIMAX_API_KEY`. "
        "That of a hosted provider is used at the provider's own address only, "
        "so that no key is sent to another host; the provider `generic` has none.",
        project=False,
        short="M2LSP_API_KEY",
    )
    api_key_command: Command = option(
        Command(()),
        "A command whose first line of output is the key, such as `pass show minimax`. "
        "It is run without a shell and within ten seconds. "
        "In one text, quotes group words and a backslash is an ordinary character.",
        project=False,
    )
    api_key_keychain: str = option(
        "",
        "The service under which the system's key chain holds the key, with the user name `m2lsp` "
        "(`keyring set SERVICE m2lsp`). Needs `pip install 'm2lsp[keychain]'`.",
        project=False,
    )
    headers: Mapping[str, str] = option(
        {},
        "HTTP headers added to every request, for gateways that ask for them. "
        "Headers that carry a credential are taken from the environment only.",
        project=False,
    )
    connect_timeout_s: float = option(
        5.0,
        "How long a connection may take, in seconds. "
        "A server that takes longer is down, or the address is wrong.",
        allowed=SECONDS,
        project=False,
    )
    first_byte_timeout_s: float = option(
        60.0,
        "How long the first byte of an answer may take, in seconds. "
        "A long prompt that waits in a busy server's queue needs most of a minute.",
        allowed=SECONDS,
        project=False,
    )
    stall_timeout_s: float = option(
        30.0,
        "How long an answer may pause once it has begun, in seconds. "
        "A server that pauses longer has stopped.",
        allowed=SECONDS,
        project=False,
    )
    max_parallel: int = option(
        4,
        "How many requests m2lsp has under way there at once; further ones wait, ghost text first, "
        "background work last. With two or more, the last place is for ghost text alone. "
        "The default keeps a small server's queue short.",
        allowed=Range(1, 64),
        project=False,
    )
    fallbacks: tuple[str, ...] = option(
        (),
        "The names of endpoints under `endpoints` that stand in, in this order, while this one does not "
        "answer. The default is none: code goes to no endpoint that you did not name.",
        project=False,
    )
    probe: bool = option(
        True,
        "Whether the endpoint is asked a few short questions in the background, once in some days, "
        "to find out how it is best asked for ghost text and where it puts the model's thinking. "
        "Without that, a request you make is the first to find out that a way does not work there.",
        project=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """The part of a section that may name an endpoint of its own."""

    provider: str = option("", "Provider for these requests. Empty: the main endpoint's.", project=False)
    base_url: str = option(
        "",
        "Address for these requests. Empty: the main endpoint's. "
        "With another address or provider, the main endpoint's key, headers and model are not used, "
        "so that no key is sent to another host; "
        "an address without a provider stands for a server of your own (`vllm`).",
        project=False,
    )
    model: str = option("", "Model for these requests. Empty: the main endpoint's.", project=False)
    profile: str = option(
        "",
        "Model family for these requests. Empty: the main endpoint's, or by the name of a model named here.",
        project=False,
    )
    api_key: Secret = option(
        Secret(),
        "Key for these requests, from the environment only. Empty: as for the main endpoint.",
        project=False,
    )
    api_key_command: Command = option(
        Command(()),
        "Command that prints the key for these requests. Empty: the main endpoint's.",
        project=False,
    )
    fallbacks: tuple[str, ...] = option(
        (),
        "Endpoints that stand in for these requests. "
        "Empty: the main endpoint's, unless these requests go to another provider or address.",
        project=False,
    )


def choose(main: Endpoint, own: ModelChoice) -> Endpoint:
    """The endpoint for one use: what its section leaves empty comes from the main endpoint.

    Where the section names another provider or address, only the timeouts do: a key, or a header
    that holds one, is never sent to another host.
    """
    return _elsewhere(main, own) if _moves(main, own) else _beside(main, own)


def deciding(use: str, main: Endpoint, own: ModelChoice) -> dict[str, str]:
    """Which section decides each setting for one use; ``endpoint`` decides those that are not there."""
    decided = [name for name in _PLACE if _moves(main, own) or getattr(own, name)]
    return {name: use for name in (*decided, "context_tokens", "max_tokens")}


def _moves(main: Endpoint, own: ModelChoice) -> bool:
    other_provider = own.provider not in ("", main.provider)
    return other_provider or own.base_url.rstrip("/") not in ("", main.base_url.rstrip("/"))


def _elsewhere(main: Endpoint, own: ModelChoice) -> Endpoint:
    return Endpoint(
        provider=own.provider or Endpoint().provider,
        base_url=own.base_url,
        model=own.model,
        profile=own.profile,
        api_key=own.api_key,
        api_key_command=own.api_key_command,
        connect_timeout_s=main.connect_timeout_s,
        first_byte_timeout_s=main.first_byte_timeout_s,
        stall_timeout_s=main.stall_timeout_s,
        probe=main.probe,
        max_parallel=main.max_parallel,
        fallbacks=own.fallbacks,
    )


def _beside(main: Endpoint, own: ModelChoice) -> Endpoint:
    """The main endpoint with what the section sets; a key found in one way replaces all other ways."""
    found = replace(main, model=own.model or main.model, fallbacks=own.fallbacks or main.fallbacks)
    if own.profile or found.model != main.model:
        found = replace(found, profile=own.profile)
    if own.api_key or own.api_key_command:
        found = replace(found, api_key=own.api_key, api_key_command=own.api_key_command, api_key_keychain="")
    return found
