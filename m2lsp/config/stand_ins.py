"""Further endpoints by name, which stand in for one that does not answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from m2lsp.config.endpoints import Endpoint
from m2lsp.config.options import Option, option, options_of
from m2lsp.config.secret import Secret
from m2lsp.config.values import Command

TABLE = "endpoints"
"""The table in the settings files that holds them, each under its name."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A further endpoint, under a name of your choice (small letters, digits and underscores).

    It is used only where its name is in `endpoint.fallbacks`, `completion.fallbacks` or `chat.fallbacks`,
    and only while the endpoints before it don't answer. Time limits are the main endpoint's.
    A project's own file may set none of these.
    """

    provider: str = option("vllm", "Who serves the model there.", project=False)
    base_url: str = option("", "The address there. Empty: the provider's own.", project=False)
    model: str = option(
        "", "The model's name as that endpoint spells it. Empty: what the endpoint serves.", project=False
    )
    profile: str = option("", "The model family. Empty: by the model's name.", project=False)
    api_key: Secret = option(
        Secret(),
        "The key, from the environment only. Empty: `api_key_command`, then `api_key_keychain`, "
        "then the provider's usual variable. Another endpoint's key is never used.",
        project=False,
    )
    api_key_command: Command = option(Command(()), "A command that prints the key.", project=False)
    api_key_keychain: str = option("", "The service under which the key chain holds it.", project=False)
    headers: Mapping[str, str] = option({}, "HTTP headers added to every request there.", project=False)
    allow_remote: bool = option(
        False,
        "Whether it may stand in for an endpoint that is nearer to you: this machine is nearest, then a "
        "server of your own, then somebody else's. "
        "The default keeps code where the first endpoint would have kept it.",
        project=False,
    )

    def beside(self, main: Endpoint) -> Endpoint:
        """The endpoint that these settings describe, with the time limits of the main one."""
        return replace(
            main,
            provider=self.provider,
            base_url=self.base_url,
            model=self.model,
            profile=self.profile,
            api_key=self.api_key,
            api_key_command=self.api_key_command,
            api_key_keychain=self.api_key_keychain,
            headers=self.headers,
            fallbacks=(),
        )


FIELDS: Mapping[str, Option] = {found.name: found for found in options_of(f"{TABLE}.NAME", StandIn)}
"""The settings of each, by their own names; the name of the endpoint is to be put in."""


def named(full_name: str) -> Option | None:
    """The setting that ``endpoints.NAME.field`` is, for whatever name; ``None`` if it is none."""
    section, _, own = full_name.rpartition(".")
    table, _, name = section.partition(".")
    if table != TABLE or not _NAME.fullmatch(name) or own not in FIELDS:
        return None
    return replace(FIELDS[own], section=section)


def of_variable(variable: str) -> Option | None:
    """The setting that ``M2LSP_ENDPOINTS_NAME_FIELD`` is; ``None`` if it is none."""
    start = f"M2LSP_{TABLE.upper()}_"
    rest = variable.removeprefix(start).lower()
    longest_first = sorted(FIELDS, key=len, reverse=True)
    own = next((name for name in longest_first if rest.endswith(f"_{name}")), None)
    if own is None or not variable.startswith(start):
        return None
    return named(f"{TABLE}.{rest.removesuffix(f'_{own}')}.{own}")


def stand_ins(values: Mapping[str, object]) -> Mapping[str, StandIn]:
    """All that the values, by full name, describe."""
    found: dict[str, dict[str, Any]] = {}
    for full_name, value in values.items():
        if setting := named(full_name):
            found.setdefault(setting.section.partition(".")[2], {})[setting.name] = value
    return {name: StandIn(**settings) for name, settings in found.items()}
