"""Numbered posts were shown: a number brings the post as it came, THEMA with a number its whole thread."""

import re
from dataclasses import replace

from mailflow.decide import office
from mailflow.decide.asking import Answer, Kind
from mailflow.model.effects import Decision
from mailflow.model.intent import Order

_NUMBERS = re.compile(r"\W*(?:(?:bitte|please|nr|nummer|number|punkt|hole|und|and|schicken|senden|send)\W+|\d{1,2}\W*)+", re.I)


def answered(answer: Answer) -> Decision:
    orders, said = answer.reading.orders, answer.letter.new_text.strip()
    posts = answer.question.details.get("posts", {})
    if orders.orders and not orders.unclear:
        found = tuple(replace(o, args={**o.args, "posts": posts}) if o.intent in KIND.offered else o for o in orders.orders)
        return office.answered(found, answer.letter, answer.sender, answer.facts, answer.now, orders.unknown)
    if _NUMBERS.fullmatch(f"{said} ") and re.search(r"\d", said):
        order = Order("fetch", {"name": said, "posts": posts}, said)
        return office.answered((order,), answer.letter, answer.sender, answer.facts, answer.now)
    return office.to_humans(answer.letter, answer.facts)


KIND = Kind("found", answered, days=14, offered=("fetch", "topic"), is_offer=True)
