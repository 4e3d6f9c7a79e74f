"""Documents to ask ghost text for: alike in length, unlike from their first line on.

So nothing of one request is remembered for the next, neither here nor in the endpoint's prefix cache.
"""

from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.text import Span

_HEAD = '''"""Orders of the shop {key}."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Item_{key}:
    """Something that is sold; its price is in cents."""

    name: str
    price: int
    amount: int = 1


@dataclass
class Order_{key}:
    """What one customer wants, and where it goes."""

    customer: str
    street: str
    items: list[Item_{key}] = field(default_factory=list)

    def add(self, item: Item_{key}) -> None:
        """Put an item in."""
        self.items.append(item)

    def total(self) -> int:
        """The price of all items, in cents."""
'''

_TAIL = '''

def label(order: Order_{key}) -> str:
    """What is printed on the parcel."""
    return f"{{order.customer}}, {{order.street}}"
'''

_ASKED = ("        return ", "        ")
"""What stands before the cursor on its line: by turns a line is to be finished and a whole body written."""


def sample(key: str, number: int, budget: Budget) -> Request:
    """The request of that number, as an editor makes it while somebody types."""
    before = _HEAD.format(key=f"{key}{number}") + _ASKED[number % len(_ASKED)]
    text = before + "\n" + _TAIL.format(key=f"{key}{number}")
    document = Document(f"untitled:{key}{number}.py", text, "python", 1)
    return Request(document, Span(len(before), len(before)), budget, invoked=False)
