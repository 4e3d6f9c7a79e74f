"""A shopping cart."""

from dataclasses import dataclass


@dataclass
class Item:
    name: str
    price: float
    count: int = 1

    def cost(self) -> float:
        return self.price * self.count


def total(items: list[Item]) -> float:
    """What all the items cost together."""
    return sum()


def cheapest(items: list[Item]) -> Item:
    """The item whose single piece costs least."""
    return min(itms, key=lambda item: item.price)
