"""``m2lsp context FILE:LINE:COL``: exactly what would be sent for ghost text; nothing is sent."""

import argparse
import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from m2lsp.cli.places import cursor
from m2lsp.cli.services import services
from m2lsp.core.errors import Declined
from m2lsp.core.feature import Request

if TYPE_CHECKING:
    from m2lsp.core.context import Context


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser("context", help="show what would be sent")
    parser.add_argument(
        "place", nargs="?", type=cursor, metavar="FILE:LINE:COL", help="from 1, columns in characters"
    )
    parser.add_argument("--budget", type=_tokens, metavar="N", help="tokens, in place of the settings'")
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    parser.add_argument("--batch", action="store_true", help="JSON lines in and out (see context_batch.py)")
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the sections with their tokens and reasons, then the prompt itself."""
    if args.batch:
        from m2lsp.cli.context_batch import batch

        return batch()
    if args.place is None:
        raise Declined("Name the place: FILE:LINE:COL.")
    return _show(args)


def _show(args: argparse.Namespace) -> int:
    from m2lsp.app import files
    from m2lsp.app.indexed import indexed
    from m2lsp.context import gather
    from m2lsp.features.inline_completion import shield_for
    from m2lsp.prompt import ghost

    provided = services(args.place.path)
    document = files.read(args.place.path)
    provided.permit(document)
    model = asyncio.run(provided.model("completion"))
    budget = provided.budget("completion")
    budget = model.fit(replace(budget, context_tokens=args.budget) if args.budget else budget)
    symbols = indexed(provided)
    request = Request(document, args.place.span(document), budget, folders=provided.folders, symbols=symbols)
    seen = gather(request, model.profile.tokens).without(model.profile.markers)
    shield = shield_for(seen, model, mask_secrets=provided.config.trust.mask_secrets)
    sent = shown(ghost(seen, model, shield, budget.answer_tokens))
    sections = _sections(seen)
    tokens = model.profile.tokens(sent)
    if args.json:
        about = {"to": model.backend.name, "way": model.way.value, "tokens": tokens}
        print(json.dumps({**about, "sections": sections, "prompt": sent}, ensure_ascii=False))
        return 0
    print(f"to {model.backend.name}, as {model.way.value}, about {tokens} tokens")
    for section in sections:
        print(f"  {section['kind']:14} {section['tokens']:6} tokens  {section['path']}: {section['reason']}")
    print(f"\n{sent}")
    return 0


def _tokens(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of tokens")
    return int(text)


def shown(prompt: Any) -> str:
    """A prompt's text as a person can read it."""
    if hasattr(prompt, "pieces"):
        return str(prompt.text)
    said = [f"[{m.role}]\n{m.content}" for m in prompt.messages]
    return "\n\n".join([*said, f"[assistant, begun]\n{prompt.prefill}"] if prompt.prefill else said)


def _sections(seen: "Context") -> list[dict[str, Any]]:
    around = seen.tokens - sum(s.tokens for s in seen.snippets)
    excerpt = {"kind": "excerpt", "path": seen.document.name, "tokens": around, "reason": "round the cursor"}
    others = [
        {"kind": s.kind.value, "path": s.path, "tokens": s.tokens, "reason": s.reason} for s in seen.snippets
    ]
    return [*others, excerpt]
