"""PROTOKOLL: the story of a matter, as the journal tells it: one step for each letter or tick that moved it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from mailflow.decide.asking import kinds
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.facts import Facts
from mailflow.model.records import JournalEntry

MOST_STEPS = 40


def run(call: Call) -> Done:
    number = str(call.order.args.get("case", ""))
    story = told(number, call.facts) if number else None
    return Done("history", story) if story else Done("unknown_case", {"case": number}, ok=False)


def told(number: str, facts: Facts) -> dict[str, Any] | None:
    """The matter's story as `_done/history` tells it; None if the journal knows nothing of it."""
    entries = facts.journal.about(number)
    letters = {e.letter for e in entries}
    proofs, undoing, reasons = facts.journal.proofs(letters), facts.journal.undoing(letters), facts.journal.reasons(letters)
    steps = [
        _step(list(of_one), proofs, facts) | {"undo": letter in undoing, "reason": reasons.get(letter, "")}
        for letter, of_one in itertools.groupby(entries, key=lambda e: e.letter)
    ]
    moved = [step for step in steps if step["events"] or step["asked"] or step["letters"]]
    return {"case": number, "steps": moved[-MOST_STEPS:], "left_out": max(0, len(moved) - MOST_STEPS)} if entries else None


def _step(entries: list[JournalEntry], proofs: dict[str, str], facts: Facts) -> dict[str, Any]:
    """What one letter brought about: what became of records, who was asked, how many letters were written."""
    first = entries[0]
    return {
        "at": first.at,
        "by": _name(first.actor, facts),
        # Said once for each letter, at the first thing it brought about.
        "proof": proofs.pop(first.letter, ""),
        "events": list(dict.fromkeys(_events(entries))),
        "asked": _asked(entries, facts),
        "letters": sum(int(e.text.rpartition(" ")[2]) for e in entries if e.what == "send"),
    }


def _events(entries: Iterable[JournalEntry]) -> Iterable[tuple[str, str, str]]:
    """(note | save | remove, what it is about, the state it came to: "" if that is as before)."""
    for e in entries:
        if e.what == "note":
            yield e.what, e.text.partition(":")[0], ""
        elif e.what in {"save", "remove"} and e.kind != "Question":
            same = e.what == "save" and e.before is not None and e.before.get("state", "") == e.text
            yield e.what, e.kind.lower(), "" if same else e.text


def _asked(entries: Iterable[JournalEntry], facts: Facts) -> list[str]:
    """Who got a question that waits for an answer."""
    new = [facts.questions.get(e.record) for e in entries if e.kind == "Question" and e.what == "save" and e.before is None]
    addresses = [address for question in new if question and not kinds()[question.kind].is_offer for address in question.asked]
    return [_name(address, facts) for address in dict.fromkeys(addresses)]


def _name(actor: str, facts: Facts) -> str:
    person = facts.people.by_address(actor)
    return person.name if person else actor


COMMAND = Command(
    name="history",
    words=("PROTOKOLL", "VERLAUF", "HISTORY"),
    usage="PROTOKOLL F-2027-0031",
    usage_en="HISTORY F-2027-0031",
    help="erzählt, wer in einem Vorgang wann was getan hat",
    help_en="tells who did what when in a matter",
    who=Who.STAFF,
    risk=Risk.OWN,
    takes=("case",),
    run=run,
)
