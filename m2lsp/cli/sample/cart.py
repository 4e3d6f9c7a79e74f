"""A shopping cart."""

from dataclasses import dataclass


@dataclass
class Item:
    name: str
    price: float
    count: int = 1


def total(items: list[Item]) -> float:
    """What all the items cost together."""
    return 


def cheapest(items: list[Item]) -> Item:
    """The item whose single piece costs least."""
    return min(items, key=lambda item: item.prise)
