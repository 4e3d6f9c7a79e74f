"""The settings of ghost text."""

from dataclasses import dataclass

from m2lsp.config.endpoints import SECONDS, ModelChoice
from m2lsp.config.options import TOKENS, Range, option


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
    adaptive_debounce: bool = option(
        True,
        "Whether the quiet time follows how you type: up to three times as long in the midst of a word, "
        "down to a third where a line begins and where the endpoint answers between two of your keys. "
        "The default costs fewer calls, with less delay in your pauses. Off: always the same time.",
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
    alternatives: int = option(
        3,
        "How many suggestions there are to choose from where you ask for one yourself; 1 for no choice. "
        "The default costs two short answers more. While you type there is always one, "
        "and from the embedded model, too.",
        allowed=Range(1, 8),
    )
    ordinary: str = option(
        "auto",
        "Whether suggestions also appear in the ordinary completion list. "
        "`auto`: only in editors that don't ask for ghost text.",
        allowed=("auto", "always", "off"),
    )
    ordinary_wait_ms: int = option(
        300,
        "How long the ordinary completion list waits for the model, in milliseconds: many editors show no "
        "list before every server has answered. What comes later is in the list at the next key. Raise it "
        "where m2lsp is the only server for a language.",
        allowed=Range(0, 60_000),
    )
    disabled_languages: tuple[str, ...] = option(
        (), "Languages without suggestions, by their LSP name, such as `markdown`."
    )
    disabled_globs: tuple[str, ...] = option(
        (),
        "Files without suggestions, by patterns as in `.gitignore`, such as `*.csv`. "
        "One with `!` in front lets a file in, such as `!*.lock`: generated files, lock files and what is no "
        "code, such as search results, get suggestions on request only.",
    )
    in_comments: bool = option(
        False,
        "Whether suggestions come by themselves in comments. "
        "The default leaves you alone while you write prose; a request of your own is always answered.",
    )
    in_strings: bool = option(
        False,
        "Whether suggestions come by themselves in strings, docstrings included. "
        "Code inside a string, as in an f-string, counts as code.",
    )
    max_file_characters: int = option(
        2_000_000,
        "The longest file in which suggestions come by themselves, in characters. "
        "The default is the length up to which files are parsed.",
        allowed=Range(0, 10**9),
    )
