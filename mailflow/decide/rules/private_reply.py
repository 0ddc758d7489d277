"""An answer "nur unter uns" that came to the list: its author chooses between one reader, all, and none (scenario S11)."""

import re

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict

_IT = r"(?:das|dies|es|diese (?:e-)?(?:mail|nachricht|info\w*))"
_BESIDE = r"(?!für\b|wir\b|man\b|nicht\b)\w+"
_PRIVATE = re.compile(
    r"\b(?:unter uns(?: gesagt| behalten| bleiben)?\b(?! \w+en)|unter vier augen"
    r"|(?:nur|ausschließlich) (?:für|an) (?:dich|sie persönlich)\b"
    r"|(?:bleibt|bleibe|bleiben|muss|soll|bitte)(?: \w+){0,3} zwischen (?:uns(?: beiden| zweien)?|dir und mir|ihnen und mir)(?! \w+en)"
    r"|zwischen uns(?: beiden)? bleib\w*"
    r"|(?<!wir )(?<!ich )(?<!man )(?:behand(?:el|le)|behandeln sie|behandelt|halte|halten sie|haltet)"
    rf"(?: {_BESIDE}){{0,2}} {_IT}(?: {_BESIDE}){{0,2}} vertraulich"
    rf"|(?:bitte {_IT}|{_IT} bitte)(?: {_BESIDE}){{0,2}} vertraulich (?:behandeln|halten)"
    r"|(?:gib|geben sie|gebt|erzähl|erzählen sie|sag|sagen sie) (?:\w+ )?(?:es|das|dies)(?: bitte)?"
    r" (?:nicht|keinem|niemandem) (?:weiter|sagen|erzählen)"
    r"|(?:keep|stays?) (?:this |it )?(?:strictly |please )?(?:between (?:us|you and me)|to yourself)"
    r"|please don't (?:pass|share) (?:this|it)"
    r"|(?:im|ganz) vertrauen gesagt"
    r"|nicht (?:für|an) (?:die|den) (?:liste|verteiler|gruppe)|nicht an alle|behalt\w* (?:das|es) (?:bitte )?für (?:dich|sich)"
    r"|nicht (?:weitersagen|weitererzählen)|just between (?:us|you and me)|(?:only )?for your eyes only|not for the list|off[- ]list)\b"
)
"""Of a text in lower case, which takes half as long."""


def verdict_on(posting: Posting) -> Verdict | None:
    if not _PRIVATE.search(posting.letter.new_text.lower()):
        return None
    answered = posting.facts.archive.answered_by(posting.letter.references)
    to = {"to": answered.sender, "to_name": answered.sender_name} if answered else {"to": "", "to_name": ""}
    return Verdict("ask_back", "private", to | {"readers": posting.facts.lists.size(posting.group.id)})


RULE = Rule("private_reply", verdict_on, reasons=("private",), asks="private", letter="post/only_to")
