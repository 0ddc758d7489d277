"""Whether the orders of one letter agree with each other and with what of it was doubtful."""

from __future__ import annotations

from collections.abc import Iterator

from mailflow.model.intent import Order, Orders
from mailflow.understand.stretches import CASE

_OPPOSED = ({"approve", "reject"}, {"approve", "defer"}, {"reject", "defer"}, {"release", "discard"})


def agreed(orders: list[Order], unclear: list[tuple[str, str]]) -> Orders:
    """Without repetitions; two opposed decisions about one matter are none."""
    kept: list[Order] = []
    for order in orders:
        if not any(o.intent == order.intent and o.args == order.args for o in kept):
            kept.append(order)
    for pair in _OPPOSED:
        clash = [o for o in kept if o.intent in pair]
        for case in {_about(o) for o in clash}:
            same = [o for o in clash if _about(o) == case]
            if {o.intent for o in same} == pair:
                unclear += [(o.words, "contradiction") for o in same]
                kept = [o for o in kept if o not in same]
    doubted = {case for line, _ in unclear for case in _all_cases(line)}
    decided = [o for o in kept if not _questioned(o, unclear, doubted)]
    return Orders(tuple(decided), tuple(dict.fromkeys(unclear)))


def _about(order: Order) -> str:
    return str(order.args.get("case", order.args.get("number", "")))


def _questioned(order: Order, unclear: list[tuple[str, str]], doubted: set[str]) -> bool:
    """A decision beside a doubtful sentence that names no other matter is itself doubtful."""
    if order.intent not in {"approve", "reject", "release", "discard", "defer"}:
        return False
    return str(order.args.get("case", "")) in doubted or any(not list(_all_cases(line)) for line, _ in unclear)


def _all_cases(line: str) -> Iterator[str]:
    return (c.upper() for c in CASE.findall(line))
