"""Whom a clause is about: its writer, whoever was asked about, or somebody else."""

from __future__ import annotations

from mailflow.understand.commands.candidates import HARMLESS, Context
from mailflow.understand.commands.sayings import Saying
from mailflow.understand.commands.turns import (
    ANOTHER,
    ANOTHER_IS,
    COUNTY_NAMED,
    DEPUTISES,
    FOR_SOMEBODY,
    I_MYSELF,
    OF_MYSELF,
    TAKES_ME,
    TAKES_SOMEBODY,
    THEIRS,
)
from mailflow.understand.wording import folded, normal_words, without_courtesies


def is_for_another(saying: Saying, words: tuple[str, ...], text: str) -> bool:
    """A change of somebody else's own, whose address is not given, or for which none can be given."""
    takes = set(saying.command.takes)
    if saying.command.strict or saying.command.name in HARMLESS or ("{address}" in words and "address" in takes):
        return False
    if TAKES_ME.search(folded(text)):
        return False
    text = text if "{address}" in words else DEPUTISES.sub("", text)
    named = FOR_SOMEBODY.search(text)
    if named and normal_words(named["name"]) in saying.unexplained and not OF_MYSELF.search(folded(text)):
        return True
    own = "address" not in takes and I_MYSELF.search(folded(text)) and not ANOTHER_IS.match(folded(text))
    if own or not {"address", "until", "mode"} & takes:
        return False
    if "address" not in takes and ("{address}" in words or THEIRS.search(text)):
        return True
    return "mode" not in takes and bool(ANOTHER.search(without_courtesies(text)))


def takes_another(saying: Saying, words: tuple[str, ...], text: str) -> bool:
    """ "meldet bitte anna muster von der ag ab": a name the program cannot know stands where "mich" would."""
    changes = "address" in saying.command.takes and not saying.official and saying.unexplained and "{address}" not in words
    return bool(changes) and bool(TAKES_SOMEBODY.search(folded(text))) and not OF_MYSELF.search(folded(text))


def names_another(text: str, context: Context) -> bool:
    """Whether a decision about one applicant names another: "Landkreis A" in answer to a question about Landkreis B."""
    named = [normal_words(m[1]) for m in COUNTY_NAMED.finditer(text)]
    return bool(context.offered and context.names and named) and not any(name in context.names for name in named)
