"""A working group that might come of something: whoever is asked and says so first proposes it, as AG GRÜNDEN does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.decide.lists.roster import slug_of
from mailflow.model.effects import Ask, Send
from mailflow.model.facts import Facts
from mailflow.model.intent import Order
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person

_PROPOSED = re.compile(
    r"\b(?:lust auf|interesse an|bedarf an|wie wäre es mit|(?:wollen|sollen|sollten) wir|(?:ich|wir) (?:möchten?|würden?|wollen?)"
    r"|interested in|shall we)\b[^.?!\n]{0,40}?"
    r"\b(?:(?:eine[rn]?|neue[rn]?|a|new)\s+){1,2}(?:AG|Arbeitsgruppe|working group)\s+(?:(?:zum Thema|zu[mr]?|on|about)\s+)?"
    r"[„“\"»]?(?P<name>[A-ZÄÖÜ][^.?!\n„“\"«»()]{2,50}?)[“\"«]?"
    r"(?=\s*(?:[.?!\n(]|$|\s(?:gründen|aufmachen|starten|machen|bilden)\b))",
    re.I,
)


def offered(name: str, about: str, people: Sequence[Person], template: str, context: Mapping[str, Any], now: datetime) -> Ask:
    """Asks all of these people one question together, whose yes proposes the group of this name."""
    order = Order("found_group", {"name": name}, f"AG GRÜNDEN: {name}")
    addresses = tuple(p.address for p in people)
    asked = question("found_offer", about, addresses, now, "group", days=kinds()["found_offer"].days, orders=(order,))
    letters = (Send(template, Mailbox(p.address, p.name), {**context, "name": p.name, "group": f"AG {name}"}, about) for p in people)
    return Ask(asked, tuple(letters))


def proposed_in(text: str, facts: Facts) -> str:
    """The name of the new working group that a post proposes in its own words (scenario S18); "" where it proposes none."""
    found = _PROPOSED.search(text)
    name = " ".join(found["name"].split()).rstrip(" ,;:-") if found else ""
    slug = slug_of(name)
    return name if slug and facts.lists.get(slug) is None else ""
