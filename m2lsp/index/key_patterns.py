"""What keys look like: one row a kind, with where its shape is known from.

``hints`` are plain strings of which every such key has at least one in it: a text without any is not
searched further, which is what makes masking cheap enough for every keystroke.  A hint with a space is
looked for everywhere, others only in words (between white space) of ``SHORTEST_KEY`` characters or more.
What is masked is the group ``secret``, or all that matched.

Why no library: those for scanning repositories judge a file or a line, to be looked at by a person.  Here
every keystroke's text is changed and changed back within a fraction of a millisecond.
"""

import re
from dataclasses import dataclass

SHORTEST_KEY = 20


@dataclass(frozen=True, slots=True)
class KeyPattern:
    """``hints`` are compared with case; ``pattern`` must not match ordinary code."""

    name: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]


def _row(name: str, pattern: str, *hints: str) -> KeyPattern:
    return KeyPattern(name, hints, re.compile(pattern))


# A line or more of base64, with what stands between lines in files, in strings and in JSON.
_BETWEEN = r"""(?:\\[nrt]|[\s"'+,;\\])"""
_BASE64_LINES = rf"[A-Za-z0-9+/]{{32,}}+={{0,2}}(?:{_BETWEEN}++[A-Za-z0-9+/]{{16,}}+={{0,2}}){{0,400}}+"
_LAST_LINE = rf"(?:{_BETWEEN}++[A-Za-z0-9+/]{{1,63}}={{0,2}}(?={_BETWEEN}*+-----END))?"
_HEADERS = rf"(?:{_BETWEEN}|(?:Proc-Type|DEK-Info|Version|Comment|Hash): [^\n\\]*+)*+"

# Shapes as the issuers document them for secret scanners, unless said otherwise.
KEY_PATTERNS = (
    _row(
        "private key",
        rf"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----{_HEADERS}(?P<secret>{_BASE64_LINES}{_LAST_LINE})",
        "PRIVATE KEY",
    ),
    # The first lines may lie outside the part of the file that is sent.
    _row(
        "end of a private key",
        rf"(?:(?<=\\n)|(?<![A-Za-z0-9+/\\]))(?P<secret>{_BASE64_LINES}{_LAST_LINE})"
        rf"(?={_BETWEEN}*+-----END [A-Z0-9 ]*PRIVATE KEY)",
        "PRIVATE KEY",
    ),
    _row("AWS access key", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", "AKIA", "ASIA"),
    _row("GitHub token", r"\bgh[oprsu]_[A-Za-z0-9]{36,}\b", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    _row("GitHub token", r"\bgithub_pat_[A-Za-z0-9_]{22,}\b", "github_pat_"),
    _row("GitLab token", r"\bgl(?:pat|dt|rt|ptt)-[\w-]{20,}", "glpat-", "gldt-", "glrt-", "glptt-"),
    _row("Slack token", r"\bxox[abeoprs]-[\w-]{15,}", "xox"),
    _row("Slack token", r"\bxapp-\d-[\w-]{15,}", "xapp-"),
    _row("Slack web hook", r"hooks\.slack\.com/(?P<secret>\w+/T\w+/[\w/]{16,})", "hooks.slack.com/"),
    _row("Anthropic key", r"\bsk-ant-[\w-]{20,}", "sk-ant-"),
    # OpenAI, OpenRouter, MiniMax, DeepSeek and others.  CSS classes begin so too (sk-circle-fade),
    # hence a digit and a long word without hyphens are asked for.
    _row("API key", r"\bsk-(?=[\w-]*\d)(?=[\w-]*[A-Za-z0-9]{16})[\w-]{20,}", "sk-"),
    _row("Stripe key", r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}", "_live_", "_test_"),
    _row("Stripe web hook", r"\bwhsec_[A-Za-z0-9+/]{24,}=*", "whsec_"),
    _row("Google API key", r"\bAIza[\w-]{35}(?![\w-])", "AIza"),
    _row("Google client secret", r"\bGOCSPX-[\w-]{20,64}", "GOCSPX-"),
    _row("Google token", r"\bya29\.[\w-]{20,}", "ya29."),
    _row("Hugging Face token", r"\bhf_[A-Za-z0-9]{30,64}\b", "hf_"),
    _row("Groq key", r"\bgsk_[A-Za-z0-9]{40,64}\b", "gsk_"),
    _row("npm token", r"\bnpm_[A-Za-z0-9]{36}\b", "npm_"),
    _row("Python index token", r"\bpypi-AgE[\w-]{50,}", "pypi-AgE"),
    _row("SendGrid key", r"\bSG\.[\w-]{16,32}\.[\w-]{32,64}", "SG."),
    _row("DigitalOcean token", r"\bdo[opr]_v1_[0-9a-f]{64}\b", "_v1_"),
    _row("Vault token", r"\bhvs\.[\w-]{24,}", "hvs."),
    _row("Azure account key", r"(?i:AccountKey)=(?P<secret>[A-Za-z0-9+/]{86}==)", "AccountKey="),
    _row("Telegram bot token", r"\b\d{8,10}:AA[\w-]{33}(?![\w-])", ":AA"),
    _row("JSON web token", r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}", "eyJ"),
)

# user:password@ in an address; what is filled in later (${X}, {x}, <x>, %s) is no password.
PASSWORD_IN_URL = re.compile(
    r"""://[^\s:/?#@"'<>\[\]]{0,100}:(?P<secret>(?![$%]?[{(<]|\$\w|%[sd]|\*+@|x+@)[^\s/@"'<>]{3,200})@(?=[\w.\[])"""
)
BEARER = re.compile(r"earer\s+(?P<secret>[A-Za-z0-9._~+/-]{16,}=*)")

# Words after which a random string is taken for a key, in lower case; "key" only after one of the others.
KEY_WORDS = ("passw", "passphrase", "secret", "token", "credential", "key")
KEY_OWNERS = ("api", "access", "private", "auth", "account", "signing", "encryption", "master", "secret")

# What may stand between such a word and its value: the rest of a name, a type, a sign.
ASSIGNED = re.compile(
    r"""
    (?:(?<=[wW])(?i:or)?[dD])? (?![a-z])             # a word of its own: not "tokenize", not "passwords"
    [\w-]{0,40}+ ["'\]]{0,2}+ [ \t]{0,40}+            # _prod"]
    (?: : [ ]{0,4} [A-Za-z&][\w.<>\[\]&']{0,40} [ ]{0,4} (?==) )?           # : &str
    (?: := | => | =(?!=) | :(?!:) | , | \( | > ) \s{0,40}+
    (?: [rbuf@$] | [A-Za-z_.:]{1,30}\( )?             # r"", String::from("")
    (?:
        ["'`] (?P<quoted>[^\s"'`\\]{8,512}) ["'`]
      | (?P<bare>[A-Za-z0-9+/_~-]{16,512}+={0,2}) (?=[\s,;<]|$)
    )
    """,
    re.VERBOSE,
)
