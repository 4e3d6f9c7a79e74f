"""A tiny random MiniMax-M2 on disk, which vLLM loads as it loads the real one.

Run with the Python that has vLLM: ``python make_tiny.py FOLDER``.  Model code, tokens' names, chat template
and pre-tokenizer are M2's; sizes, weights and vocabulary are not, so what it says is noise.
(vllm-cpu and m2-wire-measured, their heads: what has to be so, and why.)
"""

import json
import sys
import sysconfig
from itertools import chain
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

VOCABULARY = 4096
START, END = "]~!b[", "[e~["
# Flagged special: ``skip_special_tokens`` takes these out of an answer.  The others stay in its text.
SPECIAL = (
    *("]!p~[", "<fim_prefix>", "<fim_middle>", "<fim_suffix>", "<fim_pad>", "<reponame>", "<filename>"),
    *("<file_sep>", START, "]~b]", END, "]!d~["),
)
KEPT = ("<think>", "</think>", "<minimax:tool_call>", "</minimax:tool_call>")

# How M2's tokenizer cuts text before it merges bytes: as GPT-4o's.
_CASE = "'s|'t|'re|'ve|'m|'ll|'d"
_UPPER, _LOWER = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
PRE_TOKENS = "|".join(
    (
        rf"[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}]*[{_LOWER}]+(?i:{_CASE})?",
        rf"[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}]+[{_LOWER}]*(?i:{_CASE})?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    )
)

HIDDEN, LAYERS, EXPERTS, INNER, HEADS, KEY_HEADS, HEAD = 128, 2, 4, 64, 4, 2, 32


def tokenizer() -> Tokenizer:
    """Bytes merged as the standard library's sources suggest; it writes the start token by itself."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PRE_TOKENS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - len(SPECIAL) - len(KEPT),
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    made.train([str(p) for p in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[:80]], trainer)
    made.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    made.add_tokens([AddedToken(t, special=False, normalized=False) for t in KEPT])
    start = (START, made.token_to_id(START))
    made.post_processor = processors.TemplateProcessing(single=f"{START} $A", special_tokens=[start])
    return made


def config(start: int, end: int) -> dict[str, object]:
    """M2's configuration, small.

    The CPU's router knows softmax without a bias only, M2 has a sigmoid with one: it changes which experts
    answer, and nothing else.
    """
    return {
        "architectures": ["MiniMaxM2ForCausalLM"],
        "model_type": "minimax_m2",
        "dtype": "bfloat16",
        "vocab_size": VOCABULARY,
        "hidden_size": HIDDEN,
        "intermediate_size": INNER,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": KEY_HEADS,
        "head_dim": HEAD,
        "rotary_dim": HEAD // 2,
        "rope_theta": 5_000_000,
        "max_position_embeddings": 32_768,
        "rms_norm_eps": 1e-6,
        "num_local_experts": EXPERTS,
        "num_experts_per_tok": 2,
        "scoring_func": "softmax",
        "use_routing_bias": False,
        "use_qk_norm": True,
        "qk_norm_type": "per_layer",
        "attn_type_list": [1] * LAYERS,
        "hidden_act": "silu",
        "num_mtp_modules": 0,
        "use_mtp": False,
        "shared_intermediate_size": 0,
        "tie_word_embeddings": False,
        "bos_token_id": start,
        "eos_token_id": end,
    }


def weights() -> dict[str, torch.Tensor]:
    """Noise, the same in every run."""
    chance = torch.Generator().manual_seed(0)

    def noise(*shape: int, kind: torch.dtype = torch.bfloat16, spread: float = 0.05) -> torch.Tensor:
        return (torch.randn(*shape, generator=chance) * spread).to(kind)

    def ones(size: int) -> torch.Tensor:
        return torch.ones(size, dtype=torch.bfloat16)

    def layer(name: str) -> dict[str, torch.Tensor]:
        attention, experts = f"{name}.self_attn", f"{name}.block_sparse_moe"
        made = {
            f"{attention}.q_proj.weight": noise(HEADS * HEAD, HIDDEN),
            f"{attention}.k_proj.weight": noise(KEY_HEADS * HEAD, HIDDEN),
            f"{attention}.v_proj.weight": noise(KEY_HEADS * HEAD, HIDDEN),
            f"{attention}.o_proj.weight": noise(HIDDEN, HEADS * HEAD),
            f"{attention}.q_norm.weight": ones(HEADS * HEAD),
            f"{attention}.k_norm.weight": ones(KEY_HEADS * HEAD),
            f"{name}.input_layernorm.weight": ones(HIDDEN),
            f"{name}.post_attention_layernorm.weight": ones(HIDDEN),
            f"{experts}.gate.weight": noise(EXPERTS, HIDDEN, kind=torch.float32),
        }
        for expert in range(EXPERTS):
            made[f"{experts}.experts.{expert}.w1.weight"] = noise(INNER, HIDDEN)
            made[f"{experts}.experts.{expert}.w3.weight"] = noise(INNER, HIDDEN)
            made[f"{experts}.experts.{expert}.w2.weight"] = noise(HIDDEN, INNER)
        return made

    ends = {
        "model.embed_tokens.weight": noise(VOCABULARY, HIDDEN, spread=1.0),
        "lm_head.weight": noise(VOCABULARY, HIDDEN),
        "model.norm.weight": ones(HIDDEN),
    }
    return ends | dict(chain.from_iterable(layer(f"model.layers.{n}").items() for n in range(LAYERS)))


def make(folder: Path) -> None:
    """All that a checkpoint's folder holds."""
    folder.mkdir(parents=True, exist_ok=True)
    words = tokenizer()
    words.save(str(folder / "tokenizer.json"))
    start, end = words.token_to_id(START), words.token_to_id(END)
    about = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": START,
        "eos_token": END,
        "unk_token": "]!d~[",
        "add_prefix_space": False,
        "clean_up_tokenization_spaces": False,
        "model_max_length": 40_960,
    }
    sampling = {"bos_token_id": start, "eos_token_id": end, "do_sample": True}
    for name, content in (
        ("config", config(start, end)),
        ("tokenizer_config", about),
        ("generation_config", sampling | {"temperature": 1.0, "top_p": 0.95, "top_k": 40}),
    ):
        (folder / f"{name}.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    template = Path(__file__).with_name("m2.jinja").read_text(encoding="utf-8")
    (folder / "chat_template.jinja").write_text(template, encoding="utf-8")
    save_file(weights(), folder / "model.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    make(Path(sys.argv[1]))
