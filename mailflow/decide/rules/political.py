"""Advertising for a party waits with a hint; the office decides, nothing is dropped by itself (Parteipolitische Neutralität)."""

import re

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict

_PARTY = re.compile(
    r"\b(?:CDU|CSU|SPD|AfD|FDP|BSW|ÖDP|SSW|Volt|Freie[nr]? Wähler|Bündnis ?90|GRÜNEN?|LINKEN?"
    r"|(?:[Dd]ie|[Dd]en|[Dd]er|[Bb]ei den|[Bb]ei der) (?:Grünen?|Linken?)|Sozialdemokrat\w*|Christdemokrat\w*)\b"
)
_CAMPAIGN = re.compile(
    r"\b(?:wählen sie|wählt (?:am|uns|mich|die|den)|(?:ihre|eure|deine) (?:erst|zweit)?stimmen?|(?:erst|zweit)stimme|wahlkampf\w*"
    r"|wahlprogramm\w*|wahlwerbung|wahlaufruf|spitzenkandidat\w*|kandidier\w*|unser\w* kandidat\w*|stimmen sie für|kreuz(?:chen)? bei"
    r"|vote for)\b",
    re.I,
)
"""A party named in a debate is no advertising; both together are."""


def verdict_on(posting: Posting) -> Verdict | None:
    text = f"{posting.letter.subject}\n{posting.letter.new_text}"
    return Verdict("hold", "political") if _PARTY.search(text) and _CAMPAIGN.search(text) else None


RULE = Rule("political", verdict_on, reasons=("political",))
