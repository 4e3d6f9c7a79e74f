"""A workspace of a thousand files that look like somebody's shop, the same each time."""

from pathlib import Path
from random import Random
from textwrap import indent

FILES = 1_000
_AREAS = (
    "billing", "catalog", "orders", "shipping", "accounts", "search", "reports", "support", "stock", "offers",
)  # fmt: skip
_NOUNS = (
    "Invoice", "Customer", "Parcel", "Price", "Ledger", "Basket", "Refund", "Courier", "Address", "Voucher",
    "Ticket", "Shelf", "Payment", "Receipt", "Supplier", "Quota", "Rating", "Discount", "Region", "Account",
)  # fmt: skip
_VERBS = (
    "load",
    "check",
    "merge",
    "total",
    "split",
    "close",
    "send",
    "rank",
    "count",
    "update",
    "render",
    "find",
)
_FIELDS = ("amount", "owner", "state", "created", "weight", "limit", "country", "lines", "rate", "note")
_TYPES = ("int", "str", "float", "list[str]", "dict[str, int]", "bool")
_BODIES = (
    "found = [item for item in self.{a} if item.{b} is not None]\nreturn found or None",
    "if self.{a} is None:\n    raise ValueError(f'no {a} in {{self.{b}}}')\nreturn self.{a}",
    "total = 0\nfor line in self.{a}:\n    total += line.{b} * {n}\nreturn total",
    "other = {cls}({a}={n}, {b}=self.{b})\nreturn other.{verb}() if other else self",
    "with self.{a}.opened() as source:\n    rows = source.read({n})\nreturn sorted(rows)",
)


def write(folder: Path, files: int = FILES) -> list[Path]:
    """Write the files: Python modules of some seventy lines each, in packages that import one another."""
    random = Random(4)  # any number, always the same
    names = [_name(random, number) for number in range(files)]
    paths = []
    for number, (area, module, cls) in enumerate(names):
        path = folder / area / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        used = random.sample(names[:number], min(number, 3))
        path.write_text(_module(random, cls, used), encoding="utf-8")
        paths.append(path)
    return paths


def _name(random: Random, number: int) -> tuple[str, str, str]:
    noun = random.choice(_NOUNS)
    return random.choice(_AREAS), f"{noun.lower()}_{number}", f"{noun}{number}"


def _module(random: Random, cls: str, used: list[tuple[str, str, str]]) -> str:
    imports = "".join(f"from {area}.{module} import {name}\n" for area, module, name in used)
    fields = random.sample(_FIELDS, 5)
    typed = "".join(f"    {field}: {random.choice(_TYPES)}\n" for field in fields)
    bases = [name for _, _, name in used] or ["str"]
    methods = "\n".join(_method(random, verb, fields, bases) for verb in random.sample(_VERBS, 9))
    head = f'"""What there is to know of {cls}."""\n\nfrom dataclasses import dataclass\n\n{imports}'
    doc = f'    """One {cls.rstrip("0123456789").lower()} as the shop keeps it."""\n'
    main = f"\n\ndef make_{cls.lower()}(rows):\n    return [{cls}(*row) for row in rows if row]\n"
    return f"{head}\n\n@dataclass\nclass {cls}:\n{doc}\n{typed}\n{methods}{main}"


def _method(random: Random, verb: str, fields: list[str], bases: list[str]) -> str:
    a, b = random.sample(fields, 2)
    cls, number = random.choice(bases), random.randint(2, 90)
    body = random.choice(_BODIES).format(a=a, b=b, cls=cls, verb=random.choice(_VERBS), n=number)
    head = f"    def {verb}_{a}(self, {b}: {random.choice(_TYPES)}) -> {cls} | None:\n"
    doc = f'"""{verb.title()} the {a} by its {b}."""'
    return head + indent(f"{doc}\n{body}\n", " " * 8)
