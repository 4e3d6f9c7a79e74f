"""``m2lsp doctor --bench``: how long ghost text takes, as a table or as JSON."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from m2lsp import __version__
from m2lsp.cli.services import loaded, workspace
from m2lsp.core.errors import M2lspError

if TYPE_CHECKING:
    from m2lsp.app.doctor.bench import Bench, Times

SHARES = {"p50": 0.5, "p95": 0.95, "max": 1.0}


def run(requests: int, *, as_json: bool) -> int:
    """Measure and print.  Returns 1 if there was nothing to measure; a sentence says why.

    Raises:
        M2lspError: why, unless it is to be JSON.
    """
    try:
        found = asyncio.run(_measured(requests))
    except M2lspError as error:
        if not as_json:
            raise
        print(json.dumps({"version": __version__, "usable": False, "error": str(error)}, indent=2))
        return 1
    if as_json:
        print(json.dumps({"version": __version__, "usable": True, "bench": _plain(found)}, indent=2))
    else:
        _print(found)
    return 0


async def _measured(requests: int) -> "Bench":
    from rich.console import Console

    from m2lsp.app.doctor.bench import bench, tokens
    from m2lsp.app.services import Services

    folder = workspace(Path.cwd())
    found = loaded(folder)
    for problem in found.problems:
        print(f"m2lsp: {problem}", file=sys.stderr)
    services = Services(found.config, [folder], os.environ)
    console = Console(stderr=True, highlight=False)
    try:
        most = await tokens(services, requests)
        console.print(f"{requests} requests for ghost text and a few cancelled ones: {most:,} tokens at most")
        with console.status("") as status:
            return await bench(services, requests, status.update)
    finally:
        await services.close()


def _plain(found: "Bench") -> dict[str, Any]:
    return {
        "endpoint": found.endpoint,
        "asked": found.asked,
        "shown": found.shown,
        "dropped": found.dropped,
        "failed": found.failed,
        "debounce_ms": found.debounce_ms,
        "tokens_per_s": found.tokens_per_s and round(found.tokens_per_s, 1),
        "ms": {times.name: _figures(times) for times in found.whole},
        "stages_ms": {times.name: _figures(times) for times in found.stages},
    }


def _figures(times: "Times") -> dict[str, float]:
    return {"times": len(times.ms)} | {name: round(times.at(share), 2) for name, share in SHARES.items()}


def _print(found: "Bench") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(title=found.endpoint, title_justify="left", caption="milliseconds", caption_justify="right")
    table.add_column("")
    for name in ("times", *SHARES):
        table.add_column(name, justify="right")
    for times in found.whole:
        _row(table, times.name, times)
        if times is found.whole[0]:
            for stage in found.stages:
                _row(table, f"  [dim]{stage.name}[/]", stage)
    console.print(table)
    console.print(_said(found))


def _row(table: Any, name: str, times: "Times") -> None:
    table.add_row(name, str(len(times.ms)), *(f"{times.at(share):,.1f}" for share in SHARES.values()))


def _said(found: "Bench") -> str:
    """What came of the requests, in a sentence."""
    rate = f"; {found.tokens_per_s:,.0f} tokens per second" if found.tokens_per_s else ""
    why = "".join(
        f"; {words}: {_reasons(counts)}"
        for words, counts in (("dropped", found.dropped), ("failed", found.failed))
        if counts
    )
    return f"{found.shown} of {found.asked} shown{why}{rate}\n{_debounce(*found.debounce_ms)}"


def _debounce(least_ms: float, most_ms: float) -> str:
    """What comes on top of a fresh request while somebody types."""
    if not most_ms:
        return "As you type, the model is asked at each key (completion.debounce_ms is 0)."
    wait = f"{most_ms:,.0f}" if least_ms == most_ms else f"{least_ms:,.0f} to {most_ms:,.0f}"
    return f"As you type, the model is asked after {wait} ms without a key (completion.debounce_ms)."


def _reasons(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in counts.items())
