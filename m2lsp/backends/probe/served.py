"""What can be learned from an endpoint by asking it."""

from dataclasses import dataclass

from m2lsp.backends.client import Client


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model as ``/v1/models`` lists it; ``max_tokens`` is its context, ``None`` where not told."""

    id: str
    max_tokens: int | None = None


async def models(client: Client) -> tuple[ServedModel, ...]:
    """The models that the endpoint says it serves, in its order.

    Raises:
        BackendError: it could not be asked.
    """
    listed = (await client.get("/models")).get("data")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    return tuple(ServedModel(row["id"], _context(row)) for row in rows if isinstance(row.get("id"), str))


def _context(row: dict[str, object]) -> int | None:
    """vLLM says ``max_model_len``, llama.cpp ``meta.n_ctx``, OpenRouter ``context_length``."""
    meta = row.get("meta")
    inner = meta.get("n_ctx") if isinstance(meta, dict) else None
    told = (row.get("max_model_len"), row.get("context_length"), inner)
    return next((n for n in told if isinstance(n, int) and n > 0), None)
