"""Answers as vLLM, MiniMax and llama.cpp put them on the wire.

Shapes: m2-wire, sections 2 and 5; m2-wire-measured, section 1 (stream shape) and section 5 (usage).
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scripted.script import Cut, Script, Send, Step, send

CHAT = "/v1/chat/completions"
COMPLETIONS = "/v1/completions"
MODELS = "/v1/models"
TOKENIZE = "/tokenize"
MODEL = "MiniMax-M2.1"
_JSON = (("Content-Type", "application/json"),)
_DONE = "data: [DONE]\n\n"
_THINK_OPEN, _THINK_CLOSE = "<think>\n", "\n</think>\n\n"
_SURROGATE = re.compile("[\ud800-\udfff]")


def event(data: Any) -> Send:
    """One server-sent event with JSON in it: UTF-8, but lone surrogates as escapes, as UTF-8 has none."""
    return send(f"data: {_json(data)}\n\n")


def events(*data: Any) -> tuple[Send, ...]:
    """Several of them."""
    return tuple(event(d) for d in data)


def stream(path: str, steps: Iterable[Step], *, done: bool = True) -> Script:
    """A stream of these steps, with ``[DONE]`` at the end unless told otherwise."""
    return Script(path, (*steps, *([send(_DONE)] if done else [])))


def json_reply(path: str, data: Any, status: int = 200) -> Script:
    """A plain JSON body."""
    return Script(path, (send(_json(data)),), status, _JSON)


def chat_reply(message: Mapping[str, Any], finish: str = "stop", model: str = MODEL) -> Script:
    """A chat answer in one piece, though a stream was asked for: some gateways do that."""
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    head = _head("chat.completion", model)
    return json_reply(CHAT, {**head, "choices": [choice], "usage": _usage("", "")})


def chat_stream(
    deltas: Iterable[Mapping[str, Any]],
    finish: str = "stop",
    model: str = MODEL,
    again: Mapping[str, Any] | None = None,
) -> Script:
    """A streamed chat answer of exactly these deltas, role and finish in chunks of their own.

    ``again`` is the whole message once more, behind the finish, as M3 on MiniMax's platform sends it.
    """
    head = _head("chat.completion", model)
    choice = {"index": 0, "message": {"role": "assistant", **(again or {})}, "finish_reason": finish}
    behind = [event({**head, "choices": [choice]})] if again else []
    first = {"role": "assistant", "content": ""}
    script = _chat([first, *deltas], model, finish, (None, None), usage=_usage("", ""))
    *before, done = script.steps
    return replace(script, steps=(*before, *behind, done))


def openai_error(status: int, message: str = "", path: str = "", **error: Any) -> Script:
    """An HTTP error as vLLM words it; without ``path`` it answers whatever asks the model next."""
    body = {"error": {"message": message, "type": "BadRequestError", "param": None, "code": status, **error}}
    return json_reply(path, body, status)


def bare(data: bytes, path: str = "") -> Script:
    """Bytes that are no HTTP at all; then the connection is closed."""
    return Script(path, (Send(data), Cut()), bare=True)


def models(*ids: str, max_model_len: int = 196_608) -> Script:
    """The list of served models, as vLLM gives it."""
    rows = [{"id": i, "object": "model", "owned_by": "vllm", "max_model_len": max_model_len} for i in ids]
    return json_reply(MODELS, {"object": "list", "data": rows})


def tool_calls(*calls: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Stream deltas of calls (id, name, arguments): the name first, then the arguments in two parts."""
    deltas: list[dict[str, Any]] = []
    for index, (call_id, name, arguments) in enumerate(calls):
        head = {
            "id": call_id,
            "type": "function",
            "index": index,
            "function": {"name": name, "arguments": ""},
        }
        half = len(arguments) // 2
        tail = [{"index": index, "function": {"arguments": a}} for a in (arguments[:half], arguments[half:])]
        deltas += [{"tool_calls": [d]} for d in (head, *tail)]
    return deltas


def vllm_chat(
    content: str = "",
    *,
    reasoning: str = "",
    field: str = "reasoning",
    tools: Sequence[tuple[str, str, str]] = (),
    chunk: int = 4,
    finish: str = "",
    model: str = MODEL,
    before: Step | None = None,
    after: Step | None = None,
) -> Script:
    """A chat answer of vLLM with ``--reasoning-parser minimax_m2``; ``chunk`` in characters.

    ``before`` comes between the headers and the first event, ``after`` behind the last character and
    before the finish: there a client that has seen enough can hang up.
    """
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{field: part} for part in _parts(reasoning, chunk)]
    deltas += [{"content": part} for part in _parts(content, chunk)]
    deltas += tool_calls(*tools)
    reason = finish or ("tool_calls" if tools else "stop")
    return _chat(deltas, model, reason, (before, after), usage=_usage(reasoning, content))


def minimax_chat(
    content: str = "",
    *,
    reasoning: str = "",
    details: bool = True,
    chunk: int = 125,
    model: str = MODEL,
    before: Step | None = None,
    after: Step | None = None,
) -> Script:
    """A chat answer of MiniMax's platform, in its coarse chunks; usage is null there.

    With ``details`` as after ``reasoning_split: true``, each part new text only (MiniMax-M2 issue 95);
    without, the thinking stands in the content between tags.
    """
    deltas: list[dict[str, Any]] = []
    if details:
        deltas = [_split_delta(part) for part in _parts(reasoning, chunk)]
    else:
        content = f"{_THINK_OPEN}{reasoning}{_THINK_CLOSE}{content}"
    deltas += [{"content": part, "role": "assistant"} for part in _parts(content, chunk)]
    return _chat(deltas, model, "stop", (before, after), usage=None)


def _split_delta(text: str) -> dict[str, Any]:
    detail = {"type": "reasoning.text", "id": "reasoning-text-1", "format": "MiniMax-response-v1", "index": 0}
    return {"role": "assistant", "reasoning_content": text, "reasoning_details": [{**detail, "text": text}]}


def llama_chat(
    content: str = "",
    *,
    reasoning: str = "",
    chunk: int = 4,
    model: str = "qwen2.5-coder",
    before: Step | None = None,
    after: Step | None = None,
) -> Script:
    """A chat answer of llama.cpp: ``reasoning_content``, a role chunk with null content."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": None}]
    deltas += [{"reasoning_content": part} for part in _parts(reasoning, chunk)]
    deltas += [{"content": part} for part in _parts(content, chunk)]
    return _chat(deltas, model, "stop", (before, after), usage=_usage(reasoning, content))


def vllm_completion(
    text: str = "",
    *,
    chunk: int = 4,
    finish: str = "stop",
    model: str = MODEL,
    before: Step | None = None,
    after: Step | None = None,
) -> Script:
    """A raw completion of vLLM: no role chunk, the finish in a chunk of its own, usage last."""
    choices: list[dict[str, Any]] = [{"text": part} for part in _parts(text, chunk)]
    last = {"text": "", "finish_reason": finish}
    return _completion(choices, last, (before, after), _head("text_completion", model), _usage("", text))


def llama_completion(
    text: str = "",
    *,
    progress: Sequence[tuple[int, int]] = (),
    chunk: int = 4,
    finish: str = "stop",
    model: str = "qwen2.5-coder",
    before: Step | None = None,
    after: Step | None = None,
) -> Script:
    """A raw completion of llama.cpp; ``progress`` are (processed, total) tokens of the prompt."""
    head = _head("text_completion", model)
    choices: list[dict[str, Any]] = []
    for processed, total in progress:
        report = {"total": total, "cache": 0, "processed": processed, "time_ms": 1}
        choices.append({"text": "", "progress": report})
    choices += [{"text": part} for part in _parts(text, chunk)]
    return _completion(
        choices, {"text": "", "finish_reason": finish}, (before, after), head, _usage("", text)
    )


def _chat(
    deltas: Sequence[Mapping[str, Any]],
    model: str,
    finish: str,
    gates: tuple[Step | None, Step | None],
    usage: Mapping[str, Any] | None,
) -> Script:
    head = _head("chat.completion.chunk", model)
    body = [event({**head, "choices": [_choice(delta=d)]}) for d in deltas]
    end = event({**head, "choices": [_choice(delta={"content": ""}, finish_reason=finish)]})
    tail = [event({**head, "choices": [], "usage": usage})] if usage else []
    return stream(CHAT, _gated(body, gates, [end, *tail]))


def _completion(
    choices: Sequence[Mapping[str, Any]],
    last: Mapping[str, Any],
    gates: tuple[Step | None, Step | None],
    head: Mapping[str, Any],
    usage: Mapping[str, Any],
) -> Script:
    body = []
    for choice in choices:
        plain = {k: v for k, v in choice.items() if k != "progress"}
        extra = {"prompt_progress": choice["progress"]} if "progress" in choice else {}
        body.append(event({**head, "choices": [_choice(**plain)], **extra}))
    tail = [event({**head, "choices": [_choice(**last)]}), event({**head, "choices": [], "usage": usage})]
    return stream(COMPLETIONS, _gated(body, gates, tail))


def _gated(body: Iterable[Step], gates: tuple[Step | None, Step | None], tail: Iterable[Step]) -> list[Step]:
    before, after = gates
    return [*([before] if before else []), *body, *([after] if after else []), *tail]


def _head(kind: str, model: str) -> dict[str, Any]:
    return {"id": "scripted-1", "object": kind, "created": 1_795_392_000, "model": model}


def _choice(**fields: Any) -> dict[str, Any]:
    return {"index": 0, "logprobs": None, "finish_reason": None, **fields}


def _json(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _parts(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def _usage(reasoning: str, content: str) -> dict[str, Any]:
    """Figures that can be told apart in a test; they do not depend on the prompt."""
    thought = len(reasoning)
    return {
        "prompt_tokens": 100,
        "completion_tokens": thought + len(content),
        "total_tokens": 100 + thought + len(content),
        "prompt_tokens_details": {"cached_tokens": 64},
        "completion_tokens_details": {"reasoning_tokens": thought},
    }
