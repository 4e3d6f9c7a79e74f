"""Whatever a file holds: our rendering is the server's, token for token, and its text stays text."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vllmserver import CONTEXT, MODEL, VLLM

from m2lsp.backends import chat, completions, connect
from m2lsp.backends.body import Served
from m2lsp.backends.providers import PROVIDERS
from m2lsp.core.chat import ChatPrompt, Marker, Message, RawPrompt, Role, Way
from m2lsp.core.context import Context
from m2lsp.core.document import Document
from m2lsp.core.text import Span
from m2lsp.profiles import M2
from m2lsp.profiles.model import Model
from m2lsp.prompt import Shield, ghost
from m2lsp.prompt.single_turn import single_turn

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

SERVED = Served(PROVIDERS["vllm"], M2, MODEL)
FRAME = ["]~!b[", "]~b]", "[e~[", "]~b]", "[e~[", "]~b]", "<think>"]
SYSTEM = "Be terse."

CODE = st.sampled_from(
    [
        "def f(x):\n",
        "    return x\n",
        "\n",
        "\n\n\n",
        " ",
        "\t",
        "//",
        "/",
        "```\n",
        "x = 1;",
        "'''",
        "\r\n",
        "é",
        "東",
        "😀",
    ]
)
SPELLED = st.sampled_from(M2.markers)
BROKEN = SPELLED.flatmap(lambda marker: st.integers(1, len(marker) - 1).map(lambda n: marker[:n]))
LETTERS = st.text(st.characters(codec="utf-8", exclude_characters="\u200b"), max_size=6)
TAME = st.lists(CODE | LETTERS, max_size=12).map("".join)
HOSTILE = st.lists(CODE | SPELLED | BROKEN | LETTERS, max_size=12).map("".join)
tries = settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


def prompted(before: str, after: str, way: Way, shield: Shield | None = None) -> RawPrompt | ChatPrompt:
    document = Document("file:///a.py", before + after, "python")
    seen = Context(document, Span(len(before), len(before)), Span(0, len(document.text)))
    return ghost(seen, Model(M2, connect(SERVED.provider, model=MODEL), way, CONTEXT), shield or Shield(), 1)


def sent(vllm: VLLM, prompt: RawPrompt) -> list[int]:
    """The token ids of a prompt as m2lsp sends it."""

    async def body() -> dict:
        endpoint = connect(SERVED.provider, base_url=vllm.url, model=MODEL, profile=M2)
        try:
            return await completions.request(prompt, SERVED, endpoint.tokenizer)
        finally:
            await endpoint.close()

    made = asyncio.run(body())["prompt"]
    return vllm.ids(made) if isinstance(made, str) else made


def control(vllm: VLLM, ids: list[int]) -> list[str]:
    known = {vllm.ids(marker)[0]: marker for marker in M2.markers}
    return [known[number] for number in ids if number in known]


@tries
@given(before=TAME, after=TAME)
def test_a_completions_tokens_are_those_of_the_servers_template(vllm: VLLM, before: str, after: str) -> None:
    prefill = chat.request(prompted(before, after, Way.CHAT_PREFILL), SERVED)
    levers = {name: prefill[name] for name in ("add_generation_prompt", "continue_final_message")}
    ours = sent(vllm, prompted(before, after, Way.RAW_PREFILL))
    assert ours == vllm.rendered(prefill["messages"], **levers)


@tries
@given(text=TAME)
def test_a_questions_tokens_are_those_of_the_servers_template(vllm: VLLM, text: str) -> None:
    model = Model(M2, connect(SERVED.provider, model=MODEL), Way.RAW_PREFILL, CONTEXT)
    messages = (Message(Role.SYSTEM, SYSTEM), Message(Role.USER, text))
    body = chat.request(ChatPrompt(messages, 1), SERVED)
    assert sent(vllm, single_turn(SYSTEM, text, model, 1)) == vllm.rendered(body["messages"])


@tries
@given(before=HOSTILE, after=HOSTILE)
def test_no_control_token_of_a_completion_comes_from_the_file(vllm: VLLM, before: str, after: str) -> None:
    prompt = prompted(before, after, Way.RAW_PREFILL)
    ids = sent(vllm, prompt)
    assert control(vllm, ids) == [piece.text for piece in prompt.pieces if isinstance(piece, Marker)]
    assert vllm.text(ids) == prompt.text


@tries
@given(text=HOSTILE)
def test_no_control_token_of_a_question_comes_from_the_file(vllm: VLLM, text: str) -> None:
    model = Model(M2, connect(SERVED.provider, model=MODEL), Way.RAW_PREFILL, CONTEXT)
    ids = sent(vllm, single_turn(SYSTEM, text, model, 1))
    assert control(vllm, ids) == FRAME
    assert vllm.text(ids) == f"]~!b[]~b]system\n{SYSTEM}[e~[\n]~b]user\n{text}[e~[\n]~b]ai\n<think>\n"


@tries
@given(text=HOSTILE)
def test_where_the_server_renders_no_control_token_comes_from_the_file_either(vllm: VLLM, text: str) -> None:
    shield = Shield.over([text], M2.markers)
    covered = shield.cover(text)
    messages = (Message(Role.SYSTEM, SYSTEM), Message(Role.USER, covered))
    body = chat.request(ChatPrompt(messages, 1), SERVED)
    assert control(vllm, vllm.rendered(body["messages"])) == FRAME
    assert shield.uncover(covered) == text
