"""A small bakery, with prices in more than one currency."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CURRENCIES = {"€": 1.0, "£": 1.15}


class Oven:
    """Bakes things. 🔥

    One at a time.
    """

    heat: int = 200

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def label(self) -> str:
        return f"{self.name} at {self.heat} °C"

    async def bake(
        self,
        loaf: Loaf,  # the «dough» is checked before
        minutes: float = 35,
    ) -> Loaf:
        """Bake a loaf, crust and all."""

        def crust(colour: str) -> str:
            return colour.upper()

        crust("brün")
        return loaf


@dataclass(frozen=True)
class Loaf(Oven):
    toppings: list[str] = field(default_factory=list)


def read(path: str) -> Iterator[Loaf]:
    # Ünïcödé in a comment 🥖
    with open(path) as file:
        for row in json.load(file):
            yield Loaf(**row)
