"""MiniMax-M3 and M3.1 Flash: other tags than M2's, and modes of thinking.

Source: m2-wire, section 9.  We have not read their template, so what follows is only what that section
says; the rest is assumed to be as with M2, and each such place says so.
"""

import re
from dataclasses import replace
from types import MappingProxyType

from m2lsp.profiles.m2 import M2
from m2lsp.profiles.spec import CallMarkup, Lever, Thinking

# Those of M2 are assumed to be there still: to break up a text that is no token costs nothing.
_NS = "]<]minimax[>["
_RE = re.escape(_NS)
MARKERS = ("<mm:think>", "</mm:think>", _NS, *M2.markers)
_UNSURE = (
    "sampling, output limit and M2's markers: assumed to be as with M2; characters per token: an estimate"
)

M3 = replace(
    M2,
    name="m3",
    models=tuple(f"*minimax-m3{end}" for end in ("", "[-_:@]*", ".gguf")),
    markers=MARKERS,
    context_tokens=524_288,  # twice that with some keys
    source=f"m2-wire, section 9 (grades A to C); no template read; {_UNSURE}",
    # The model opens its block itself unless `thinking_mode` is `enabled`, which we never send.
    thinking=Thinking(open="<mm:think>", close="</mm:think>", opened_by_prompt=False),
    template=None,
    levers=MappingProxyType(
        {Lever.TEMPLATE: {"thinking_mode": "disabled"}, Lever.BODY: {"type": "disabled"}}
    ),
    # Every tag stands behind the same token, and an argument's tag is its name.
    calls=CallMarkup(
        open=f"{_NS}<tool_call>",
        close=f"{_NS}</tool_call>",
        invoke=rf"{_RE}<invoke name=(?P<name>[^>]*)>(?P<body>.*?)(?:(?P<end>{_RE}</invoke>)|\Z)",
        parameter=rf"{_RE}<(?P<name>[\w-]+)>(?P<value>.*?){_RE}</(?P=name)>",
    ),
)

M3_1 = replace(
    M3,
    name="m3.1",
    models=("*minimax-m3.1*", "*minimax-m3p1*"),
    context_tokens=1_000_000,
    source=f"m2-wire, section 9 (grade C); tags and who opens them: assumed; {_UNSURE}",
    # It always thinks.  Who opens the block is unknown, so it is taken to be open: nothing can leak then.
    thinking=Thinking(open="<mm:think>", close="</mm:think>", opened_by_prompt=True),
    levers=MappingProxyType({}),  # to disable thinking is an error there
)
