"""Who stands in for somebody who is away: "Im Urlaub bis 3.9., Vertretung macht ott@kreis.example"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mailflow.model.intent import Order
from mailflow.model.vocabulary import Vocabulary
from mailflow.understand.commands.arguments import addresses_in
from mailflow.understand.wording import doubt_in

_STANDS_IN = (
    r"(?:(?:meine|unsere|die|my)\s+)?(?:vertretung|vertreter(?:in)?|stellvertret\w+|deputy)\b|vertreten (?:werde ich|werden wir|mich|uns|wird)\b"
    r"|(?:es |mich |uns )?vertritt\b|in dringenden (?:fällen|dingen|sachen|angelegenheiten)\b"
)
_CLAUSE = re.compile(
    rf"(?P<before>^|(?<=\S)(?:[,;]|\.|\s[–-])\s+)(?P<said>(?:(?:und|and)\s+)?(?:{_STANDS_IN})[^;@]{{0,60}}@[\w.-]+\w\)?)(?=\W*$)", re.I
)
"""The last clause of a sentence, or all of it."""


def without_deputy(sentence: str) -> str:
    """The sentence without a clause that tells who stands in: what else it says is about its writer."""
    found = _CLAUSE.search(sentence)
    return sentence[: found.start()] if found and found["before"] else sentence


def with_deputy(orders: list[Order], lines: Sequence[str], vocabulary: Vocabulary) -> list[Order]:
    """The orders, and beside the one absence they tell of who stands in, for the days of that absence unless others are named."""
    away = [o.args for o in orders if o.intent == "vacation" and o.args.get("until")]
    if len(away) != 1:
        return orders
    days = {name: away[0][name] for name in ("from", "until") if away[0].get(name)}
    if any(o.intent == "delegate" for o in orders):
        return [replace(o, args={**o.args, **days}) if o.intent == "delegate" and not o.args.get("until") else o for o in orders]
    told = [found["said"] for line in lines if (found := _CLAUSE.search(line)) and not doubt_in(found["said"])]
    named = [(said, address) for said in told for address in addresses_in(said, vocabulary)]
    return [*orders, Order("delegate", {"address": named[0][1]} | days, named[0][0])] if len(named) == 1 else orders
