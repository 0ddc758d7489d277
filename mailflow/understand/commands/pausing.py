"""A pause asked for in a sentence of its own, for the days that were told before: "Vom 9. bis 20.8. bin ich am Meer. Bitte so lange keine Mails"."""

from __future__ import annotations

import re

from mailflow.model.intent import Order
from mailflow.understand.commands.candidates import Context
from mailflow.understand.commands.turns import I_MYSELF, OF_MYSELF, SO_LONG
from mailflow.understand.when.dates import span_in
from mailflow.understand.wording import folded

SENTENCES = 3
"""In how many, the request included, an absence is told."""
_MAILS = r"(?:e-?mails?|mails?|post|nachrichten|beitraege|zustellung|rundschreiben|messages|posts)"
_SILENCE = re.compile(
    rf"\b(?:keine?n?|nichts?|nix|no)\b.*\b(?:{_MAILS}|schick\w*|send\w*|zu(?:zu)?(?:send|schick|stell)\w*)\b"
    rf"|\b(?:bitte|please)\b.*\b{_MAILS}\b.*\b(?:ab|aus|an|zurueck|auf|ein)?(?:stellen|schalten|setzen|halten|pausieren|stoppen|heben)\b"
    rf"|\b(?:stell\w*|schalt\w*|setz\w*|halt\w*)\b.*\b{_MAILS}\b.*\b(?:bitte|please)\b.*\b(?:ab|aus|an|zurueck)\b"
    rf"|\b(?:stell\w*|schalt\w*|setz\w*|halt\w*)\b.*\b(?:bitte|please)\b.*\b{_MAILS}\b.*\b(?:ab|aus|an|zurueck)\b"
    rf"|\b(?:bitte|please)\b.*\b(?:stell\w*|schalt\w*|setz\w*|halt\w*)\b.*\b{_MAILS}\b.*\b(?:ab|aus|an|zurueck)\b"
    rf"|\b(?:please|could you|can you)\b.*\b(?:stop|suspend|hold|pause)\b.*\b{_MAILS}\b"
)
"""Asks that nothing come."""
_NOTED = re.compile(
    r"\bbitte\b.*\b(?:als (?:urlaub|abwesend\w*|pause)|so|entsprechend|das)\b.*\b(?:eintragen|vermerken|hinterlegen|notieren|fuehren|beruecksichtigen|vormerken|einstellen)\b"
    r"|\bplease (?:note|record) (?:it|that|this)\b|\bplease\b.*\bon (?:vacation|holiday|leave)\b|\bbitte\b.*\bauf (?:urlaub|abwesend) (?:setzen|stellen)\b"
)
"""Asks that what was told of oneself be noted."""
_ANOTHER_IS_AWAY = re.compile(r"\b(?:Frau|Herrn?|Kolleg\w+)\s[A-ZÄÖÜ][\w-]+|\b(?:[Mm]ein|[Uu]nser)e?[nr]? (?:Kolleg|Chef|Mitarbeiter)\w*")
_OPEN = re.compile(
    r"\b(?:steht|ist|sind|stehen|is) (?:\w+ ){0,3}?(?:noch nicht|noch un|not yet) ?(?:fest|klar|sicher|bekannt|gewiss|entschieden|certain|clear|fixed)\b"
)


def pause_asked_for(told: list[str], context: Context) -> Order | None:
    """The order of the last sentence of `told`, where it asks for silence in the days that they tell of the writer."""
    whole, said = " ".join(told[-SENTENCES:]), folded(told[-1])
    asks = (SO_LONG.search(said) and _SILENCE.search(said)) or _NOTED.search(said)
    mine = OF_MYSELF.search(folded(whole)) or I_MYSELF.search(folded(whole))
    if not (asks and mine) or _ANOTHER_IS_AWAY.search(whole):
        return None
    start, end = span_in(whole, context.today)
    days = {"from": start.isoformat() if start else None, "until": end.isoformat()} if end else {}
    return Order("vacation", days, told[-1]) if days else None


def days_are_open(told: list[str]) -> bool:
    """ "Wann genau, steht noch nicht fest": who says so is asked."""
    return any(_OPEN.search(folded(sentence)) for sentence in told[-SENTENCES:])
