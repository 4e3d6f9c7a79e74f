"""Qwen2.5-Coder, base and Instruct, and Qwen3-Coder: they do not think, and fill in the middle.

Sources: the model's published tokenizer and generation configuration, from memory of its cards, not
read here; that these tokens fill in the middle was seen with the 0.5B and 1.5B models
(embedded-model, sections 2 and 5), and prefix, suffix and middle are one token each on the 0.5B (run).
"""

from dataclasses import replace

from m2lsp.core.chat import Marker
from m2lsp.profiles.spec import Fim, Profile, Sampling

MARKERS = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|fim_prefix|>",
    "<|fim_middle|>",
    "<|fim_suffix|>",
    "<|fim_pad|>",
    "<|repo_name|>",
    "<|file_sep|>",
)

QWEN_CODER = Profile(
    name="qwen-coder",
    models=("qwen2.5-coder*", "qwen2_5-coder*", "qwen-2.5-coder*"),
    markers=MARKERS,
    # Its cards say 0.7; at 0 the small ones make fewer slips (embedded-model, section 5, was judged so).
    sampling=Sampling(temperature=0.0, top_p=1.0, top_k=1),
    context_tokens=32_768,
    output_tokens=8_192,
    characters_per_token=3.3,
    source="its cards, unverified; embedded-model, sections 2 and 5; characters per token: an estimate",
    fim=Fim(
        prefix=Marker("<|fim_prefix|>"),
        suffix=Marker("<|fim_suffix|>"),
        middle=Marker("<|fim_middle|>"),
        file=Marker("<|file_sep|>"),
    ),
)

# Served behind the same tokens in the same order; its README frames them in a chat turn, which raw
# completions do not have.
QWEN3_CODER = replace(
    QWEN_CODER,
    name="qwen3-coder",
    models=("qwen3-coder*", "qwen-3-coder*"),
    context_tokens=262_144,
    output_tokens=65_536,
    source="the README of Qwen3-Coder, read, not run (tokens, context, no thinking); sampling and characters "
    "per token: as with Qwen2.5-Coder, assumed",
)
