"""Values of several places joined, so that parts of two endpoints never make a third.

An address, a key, a model belong to the provider beside which they were written.  Where a stronger place
names another provider, or another address, what a weaker one said of the old one is left out: else a key
would go to a host that it was not meant for.
"""

from collections.abc import Mapping, Sequence

_KEYS = ("api_key", "api_key_command", "api_key_keychain", "headers")

# What goes with each setting, of the main endpoint and of those that stand in.
_GOES_WITH = {"provider": ("base_url", "model", "profile", *_KEYS), "base_url": _KEYS}


def together(places: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """The values that hold, by full name; the strongest place comes first."""
    values: dict[str, object] = {}
    for rank, place in enumerate(places):
        for name, value in place.items():
            if name not in values and not _of_another_endpoint(name, rank, places):
                values[name] = value
    return values


def _of_another_endpoint(name: str, rank: int, places: Sequence[Mapping[str, object]]) -> bool:
    """Whether the place at ``rank`` speaks of an endpoint that a stronger place has replaced.

    Only what was written beside another provider or address is: a file that holds nothing but a key's
    command goes with whatever the environment names.
    """
    section, _, own = name.rpartition(".")
    if section != "endpoint" and not section.startswith("endpoints."):
        return False
    for anchor, others in _GOES_WITH.items():
        full = f"{section}.{anchor}"
        stronger, here = _said(full, places[:rank]), _said(full, places[rank:])
        if own in others and stronger is not None and here is not None and stronger != here:
            return True
    return False


def _said(name: str, places: Sequence[Mapping[str, object]]) -> object:
    """What the strongest of these places says; ``None`` if none does."""
    return next((place[name] for place in places if name in place), None)
