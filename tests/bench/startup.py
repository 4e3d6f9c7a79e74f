"""From the start of the process to the answer of ``initialize``, and idle memory."""

from bench.session import BARE, M2LSP, started
from bench.table import Row, median

RUNS = 15


def measure() -> list[Row]:
    """The two servers in turn, so that a change of the machine's speed meets both."""
    times: dict[tuple[str, ...], list[float]] = {BARE: [], M2LSP: []}
    memory: dict[tuple[str, ...], list[float]] = {BARE: [], M2LSP: []}
    for _ in range(RUNS):
        for command, seen in times.items():
            with started(command) as server:
                seen.append(server.ms)
                memory[command].append(server.rss_mib)
    ratio = median([a / b for a, b in zip(times[M2LSP], times[BARE], strict=True)])
    return [
        Row("start to initialize, bare pygls", median(times[BARE]), "ms"),
        Row("start to initialize, m2lsp", median(times[M2LSP]), "ms", ratio),
        Row("memory when idle, bare pygls", median(memory[BARE]), "MiB"),
        Row(
            "memory when idle, m2lsp",
            median(memory[M2LSP]),
            "MiB",
            median(memory[M2LSP]) / median(memory[BARE]),
        ),
    ]
