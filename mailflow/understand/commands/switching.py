"""A change from one working group to another, which is two orders in one verb: "von der AG A in die AG B wechseln"."""

from __future__ import annotations

import re

from mailflow.model.vocabulary import Vocabulary
from mailflow.understand.commands.arguments import groups_in
from mailflow.understand.wording import folded

_LONGEST_NAME = 4
"""Words of a group's name: "AG Arbeit und Ausbildung"."""
_VERB = re.compile(r"\b(?:wechseln?|wechsle|um(?:zu)?(?:meld|trag|zieh|setz|buch)\w*|tausch\w*|move|switch|swap|transfer|change)\b", re.I)
_FROM_TO = re.compile(
    r"(?:\b(?:von|vom|aus|from)\s(?:der\s|dem\s|the\s)?)(?P<out>\S.{2,60}?)\s(?:in|zu|zur|nach|to|into)\s(?:die\s|der\s|the\s)?(?P<into>\S.{2,60}?)(?=\s(?:wechsel|um|bitte|please|tausch|instead)|[.,!?]|$)",
    re.I,
)
_REST = re.compile(r"\W*(?:(?:bitte|danke|please|thanks|instead)\W*)*", re.I)
_TOLD = re.compile(r"\b(?:ist|war|waren|hat|hatte|haben|klappt\w*|ging|was|has|went)\b")
"""News of a change, not a wish for one."""


def out_and_in(sentence: str, vocabulary: Vocabulary) -> list[str]:
    """The sentence as two, one that leaves and one that joins; as it is where it changes no group."""
    verb, named = _VERB.search(sentence), _FROM_TO.search(sentence)
    if not verb or not named or not _REST.fullmatch(_VERB.sub("", sentence[named.end() :])) or _TOLD.search(folded(sentence)):
        return [sentence]
    left, joined = groups_in(named["out"], vocabulary), groups_in(named["into"], vocabulary)
    if len(left) != 1 or len(joined) != 1 or left == joined or len(named["into"].split()) > _LONGEST_NAME:
        return [sentence]
    before, after = (_VERB.sub("", part).rstrip(" :") for part in (sentence[: named.start()], sentence[named.end() :]))
    return [f"{before} aus AG {left[0]} abmelden{after}".strip(), f"{before} in AG {joined[0]} eintragen{after}".strip()]
