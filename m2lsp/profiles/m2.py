"""MiniMax-M2, M2.1, M2.5 and M2.7: one family; only the identity line of the template differs.

Sources: m2-wire, section 1 (tokens, template), section 6 (sampling, limits); m2-wire-measured,
section 1 (the closed think block equals what the template renders).
"""

from types import MappingProxyType

from m2lsp.core.chat import Marker
from m2lsp.profiles.spec import CallMarkup, Lever, Profile, Sampling, Template, Thinking

_START, _TURN, _END = Marker("]~!b["), Marker("]~b]"), Marker("[e~[")
_THINK, _THINK_END = Marker("<think>"), Marker("</think>")

# Fireworks spells the dot as a p.
_VERSIONS = ("", ".1", ".5", ".7", "p1", "p5", "p7")

# The tokens of 200000 to 200053 that the sheet names.  Between <filename> and <file_sep> the
# vocabulary has more code-corpus tokens, whose names nobody here has read off a real tokenizer.
MARKERS = (
    "]!p~[",
    "<fim_prefix>",
    "<fim_middle>",
    "<fim_suffix>",
    "<fim_pad>",
    "<reponame>",
    "<filename>",
    "<file_sep>",
    "]~b]",
    "[e~[",
    "]~!b[",
    "<think>",
    "</think>",
    "<minimax:tool_call>",
    "</minimax:tool_call>",
)

M2 = Profile(
    name="m2",
    # A vendor may stand before the name, a quantisation or a variant after it.
    models=tuple(f"*minimax-m2{v}{end}" for v in _VERSIONS for end in ("", "[-_:@]*", ".gguf")),
    markers=MARKERS,
    sampling=Sampling(temperature=1.0, top_p=0.95, top_k=40),
    context_tokens=196_608,
    output_tokens=131_072,
    # Cautious: the vocabulary is o200k-like, which packs code somewhat denser.
    characters_per_token=3.3,
    source="m2-wire, sections 1 and 6; m2-wire-measured, section 1; characters per token: an estimate",
    thinking=Thinking(open="<think>", close="</think>", opened_by_prompt=True),
    # Names may stand in either quotes or none; values are raw text, blanks and all (m2-wire, section 3).
    calls=CallMarkup(
        open="<minimax:tool_call>",
        close="</minimax:tool_call>",
        invoke=r"<invoke name=(?P<name>[^>]*)>(?P<body>.*?)(?:(?P<end></invoke>)|\Z)",
        parameter=r"<parameter name=(?P<name>[^>]*)>(?P<value>.*?)</parameter>",
    ),
    # There is no official switch (m2-wire, section 4).  With a budget of nought vLLM's first token is the
    # closing tag (m2-wire-measured, section 3); llama.cpp closes the block itself (m2-wire, section 2).
    levers=MappingProxyType({Lever.BUDGET: 0, Lever.CLOSED_BY_SERVER: {"enable_thinking": False}}),
    fim=None,  # the tokens are there, but nothing says that the model was trained on them (m2-wire, 4.7)
    template=Template(
        system_open=(_START, _TURN, "system\n"),
        user_open=(_TURN, "user\n"),
        assistant_open=(_TURN, "ai\n", _THINK, "\n"),
        turn_end=(_END, "\n"),
        # An empty block is never rendered by the template; a short one gives the very same tokens.
        closed_thinking=("Direct.\n", _THINK_END, "\n\n"),
    ),
)
