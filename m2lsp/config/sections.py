"""Every setting, declared once: type, default, meaning, who may set it.

The page ``docs/settings.md`` and the editors' schema are made from these declarations (``make docs``);
a section's docstring is its introduction there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from m2lsp.config.endpoints import SECONDS, Endpoint, ModelChoice, choose
from m2lsp.config.options import Option, Range, option, options_of

TOKENS = Range(1, 1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion(ModelChoice):
    """Ghost text, and ordinary completion for editors without it."""

    enabled: bool = option(True, "Whether code is suggested while you type.")
    debounce_ms: int = option(
        75,
        "Quiet time after the last key before the model is asked, in milliseconds; 0 for none. "
        "The default is shorter than the pause between two words and longer than that between two fast keys.",
        allowed=Range(0, 5000),
    )
    max_tokens: int = option(
        128,
        "The longest suggestion, in tokens. The default is about ten lines, more than one reads in passing.",
        allowed=TOKENS,
    )
    context_tokens: int = option(
        2048,
        "How much code is shown to the model, in tokens. "
        "The default keeps the first answer quick on a small machine; more helps in unfamiliar code.",
        allowed=TOKENS,
    )
    deadline_s: float = option(
        10.0,
        "How long a suggestion may take in all, in seconds. "
        "Later than that, it answers a question long past.",
        allowed=SECONDS,
    )
    ordinary: str = option(
        "auto",
        "Whether suggestions also appear in the ordinary completion list. "
        "`auto`: only in editors that don't ask for ghost text.",
        allowed=("auto", "always", "off"),
    )
    disabled_languages: tuple[str, ...] = option(
        (), "Languages without suggestions, by their LSP name, such as `markdown`."
    )
    disabled_globs: tuple[str, ...] = option(
        (), "Files without suggestions, by patterns as in `.gitignore`, such as `*.csv`."
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """The conversation that belongs to each document."""

    enabled: bool = option(True, "Whether conversations are kept on disk, so that they outlive the editor.")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings of one session."""

    endpoint: Endpoint = Endpoint()
    completion: Completion = Completion()
    chat: Chat = Chat()
    context: Context = Context()
    threads: Threads = Threads()
    trust: Trust = Trust()
    log: Log = Log()

    def endpoint_for(self, use: Literal["completion", "chat"]) -> Endpoint:
        """The endpoint that ghost text or chat is to use; see ``endpoints.choose``."""
        return choose(self.endpoint, self.completion if use == "completion" else self.chat)


SECTIONS: Mapping[str, type] = {f.name: type(f.default) for f in fields(Config)}

OPTIONS: Mapping[str, Option] = {
    found.full_name: found for section, cls in SECTIONS.items() for found in options_of(section, cls)
}
"""Every setting by its full name, in the order of the sections."""
