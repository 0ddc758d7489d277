"""Numbered posts were shown: a number brings the post as it came, THEMA with a number its whole thread."""

import re
from dataclasses import replace

from mailflow.decide import office
from mailflow.decide.asking import Answer, Kind
from mailflow.model.effects import Decision
from mailflow.model.intent import Order

_SAID = {
    word: str(number)
    for number, words in enumerate(
        (
            "eins|eine|ersten?|erster|erstes|one|first",
            "zwei|zweiten?|zweiter|zweites|two|second",
            "drei|dritten?|dritter|drittes|three|third",
            "vier|vierten?|vierter|viertes|four|fourth",
            "fünf|fünften?|fünfter|fünftes|five|fifth",
            "sechs|sechsten?|sechster|sechstes|six|sixth",
            "sieben|siebten?|siebter|siebtes|seven|seventh",
            "acht|achten?|achter|achtes|eight|eighth",
            "neun|neunten?|neunter|neuntes|nine|ninth",
            "zehn|zehnten?|zehnter|zehntes|ten|tenth",
        ),
        1,
    )
    for form in words.split("|")
    for word in ((form.removesuffix("n?"), form.removesuffix("?")) if form.endswith("n?") else (form,))
}
_AROUND = (
    "bitte|please|nr|nummer|number|punkt|hole|holen|und|and|sowie|schicken|schick|senden|send|sie|mir|uns|me|us|die|den|das|der|the|noch|mal|"
    "nochmal|einmal|again|once|more|gern|gerne|hätte|hätten|möchte|würde|haben|ich|wir|beitrag|beiträge|post|posts|ganz|auch|danke|dank|vielen|"
    "thanks|thank|you|hab|habe|gelöscht|deleted|it|i"
)
_NUMBERS = re.compile(rf"\W*(?:(?:{_AROUND})\b\W*|\d{{1,2}}\b\W*)+", re.I)


def answered(answer: Answer) -> Decision:
    orders, said = answer.reading.orders, answer.letter.new_text.strip()
    posts = answer.question.details.get("posts", {})
    if orders.orders and not orders.unclear:
        found = tuple(replace(o, args={**o.args, "posts": posts}) if o.intent in KIND.offered else o for o in orders.orders)
        return office.answered(found, answer.letter, answer.sender, answer.facts, answer.now, orders.unknown)
    said = re.sub(r"[^\W\d_]+", lambda word: _SAID.get(word[0].casefold(), word[0]), said)
    if _NUMBERS.fullmatch(said) and re.search(r"\d", said):
        order = Order("fetch", {"name": said, "posts": posts}, said)
        return office.answered((order,), answer.letter, answer.sender, answer.facts, answer.now)
    return office.to_humans(answer.letter, answer.facts)


KIND = Kind("found", answered, days=14, offered=("fetch", "topic"), is_offer=True)
