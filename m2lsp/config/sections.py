"""Every setting, declared once: type, default, meaning, who may set it.

The page ``docs/settings.md`` and the editors' schema are made from these declarations (``make docs``);
a section's docstring is its introduction there.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Literal

from m2lsp.config import stand_ins
from m2lsp.config.checks import Checks
from m2lsp.config.completion import Completion
from m2lsp.config.endpoints import SECONDS, Endpoint, ModelChoice, choose, deciding
from m2lsp.config.options import TOKENS, Option, Range, option, options_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat(ModelChoice):
    """Code actions, refactors and questions: everything for which the model thinks."""

    max_tokens: int = option(
        16_384,
        "The longest answer, in tokens, thinking included. "
        "A lower limit often ends in mid-thought, with no answer at all.",
        allowed=TOKENS,
    )
    context_tokens: int = option(
        8000,
        "How much code is shown to the model, in tokens. "
        "The default holds a large file with its surroundings.",
        allowed=TOKENS,
    )
    history_tokens: int = option(
        32_000,
        "How much of the earlier conversation is sent, in tokens, thinking included; "
        "whole turns are left out beyond it. "
        "With the other two limits, the default stays below the 65,536 tokens of a modest server.",
        allowed=Range(0, 1_000_000),
    )
    max_rounds: int = option(
        16,
        "How often the model is asked for one answer: it may look up files and have its edit checked in "
        "between. The default lets it read a dozen places. What it writes in all these rounds is at most "
        "twice `max_tokens`.",
        allowed=Range(2, 100),
    )
    deadline_s: float = option(
        300.0,
        "How long an answer may take in all, in seconds. "
        "The default is time for the longest answer at 55 tokens a second.",
        allowed=SECONDS,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the model is shown beside the code at hand."""

    diagnostics: bool = option(True, "Whether errors and warnings near the cursor are shown to the model.")
    open_documents: bool = option(True, "Whether parts of other open documents are shown to the model.")
    recent_edits: bool = option(
        True, "Whether what you changed a moment ago, in any open document, is shown to the model."
    )
    neighbours_ms: int = option(
        1000,
        "How long an action waits for what other language servers know of the names near the cursor, where "
        "the editor can ask them. Ghost text never waits: it uses what is known. 0: they are not asked.",
        allowed=Range(0, 10_000),
    )
    index: bool = option(
        True,
        "Whether definitions from all files of the workspace are shown to the model, those that the code "
        "near the cursor names. A process of its own reads the files, ignored and secret ones left out, and "
        "keeps what they define in the platform's folder for caches.",
    )
    index_files: int = option(
        50_000,
        "How many files of a workspace folder are indexed; those nearest to what is open come first. "
        "The default takes some minutes, once.",
        allowed=Range(0, 1_000_000),
        project=False,
    )
    index_file_bytes: int = option(
        1_000_000,
        "The longest file that is indexed, in bytes. Longer ones are generated, mostly.",
        allowed=Range(0, 10**8),
        project=False,
    )
    index_seconds: float = option(
        600.0,
        "How long files may be read in one go, in seconds. What is left comes at the next start.",
        allowed=SECONDS,
        project=False,
    )
    index_mib: int = option(
        1024,
        "How much memory the process that indexes may take, in MiB; it stops there and says so in the log.",
        allowed=Range(1, 10**6),
        project=False,
    )
    index_poll_s: float = option(
        60.0,
        "How often files are looked through for changes while you work, in seconds, where the editor does "
        "not tell of them; 0 for never. Only times and sizes are looked at.",
        allowed=Range(0, 86_400),
        project=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """The conversation that belongs to each document."""

    enabled: bool = option(True, "Whether conversations are kept on disk, so that they outlive the editor.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What may be spent.  A project's own file may set none of these."""

    daily_tokens: int = option(
        0,
        "The most tokens a day, prompts and answers together, by this machine's date; 0 for no limit. "
        "Counted over all editors of this machine, as the endpoints count, or estimated where they don't; "
        "the embedded model costs nothing. The default leaves limits to the endpoint.",
        allowed=Range(0, 10**12),
        project=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What leaves the machine.  A project's own file may set none of these."""

    mask_secrets: bool = option(
        True, "Whether texts that look like keys are masked in what is sent to the model.", project=False
    )
    read_files: bool = option(
        True,
        "Whether the model may read files of the workspace while it works on an action or a question. "
        "Ignored files and secret files are never read.",
        project=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The server's log.  A project's own file may set none of these."""

    level: str = option(
        "info",
        "How much is logged. Source text is logged at `debug` only, keys never.",
        allowed=("error", "warning", "info", "debug"),
        project=False,
    )
    file: str = option("", "The log file. Empty: in the platform's folder for logs.", project=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An endpoint that may answer, under its ``name`` (empty for the first).

    ``sections`` says which section decides each of its settings; ``allow_remote`` whether it may stand in for
    one that is nearer.
    """

    name: str
    endpoint: Endpoint
    sections: Mapping[str, str]
    allow_remote: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings of one session."""

    endpoint: Endpoint = Endpoint()
    completion: Completion = Completion()
    chat: Chat = Chat()
    context: Context = Context()
    threads: Threads = Threads()
    budget: Budget = Budget()
    trust: Trust = Trust()
    checks: Checks = Checks()
    log: Log = Log()
    endpoints: Mapping[str, stand_ins.StandIn] = field(default_factory=dict)

    def endpoint_for(self, use: Literal["completion", "chat"]) -> Endpoint:
        """The endpoint that ghost text or chat is to use; see ``endpoints.choose``."""
        return choose(self.endpoint, self._own(use))

    def candidates(self, use: Literal["completion", "chat"]) -> tuple[Candidate, ...]:
        """The endpoint for this use and those that stand in for it, in their order."""
        own = self._own(use)
        sections = deciding(use, self.endpoint, own)
        first = Candidate("", choose(self.endpoint, own), sections, allow_remote=True)
        known = [name for name in dict.fromkeys(first.endpoint.fallbacks) if name in self.endpoints]
        return (first, *(self._stand_in(name, use) for name in known))

    def _stand_in(self, name: str, use: str) -> Candidate:
        settings, section = self.endpoints[name], f"{stand_ins.TABLE}.{name}"
        sections = dict.fromkeys(stand_ins.FIELDS, section) | {"context_tokens": use, "max_tokens": use}
        return Candidate(section, settings.beside(self.endpoint), sections, settings.allow_remote)

    def _own(self, use: Literal["completion", "chat"]) -> Completion | Chat:
        return self.completion if use == "completion" else self.chat


SECTIONS: Mapping[str, type] = {f.name: type(f.default) for f in fields(Config) if f.default is not MISSING}

OPTIONS: Mapping[str, Option] = {
    found.full_name: found for section, cls in SECTIONS.items() for found in options_of(section, cls)
}
"""Every setting by its full name, in the order of the sections; but for those of ``stand_ins``, which have
a name of the user's in theirs."""


def option_of(full_name: str) -> Option | None:
    """The setting of that full name; ``None`` if there is none."""
    return OPTIONS.get(full_name) or stand_ins.named(full_name)
