"""PROTOKOLL: the story of a matter, as the journal tells it."""

from __future__ import annotations

from mailflow.decide.command import Call, Command, Done, Risk, Who

MOST_LINES = 60


def run(call: Call) -> Done:
    number = str(call.order.args.get("case", ""))
    entries = call.facts.journal.about(number) if number else []
    if not entries:
        return Done("unknown_case", {"case": number}, ok=False)
    proofs = call.facts.journal.proofs({e.letter for e in entries})
    lines = [
        {
            "at": e.at,
            "by": _name(e.actor, call),
            "what": e.what,
            "kind": e.kind.lower(),
            "text": e.text,
            # Said once for each letter, at the first thing it brought about.
            "proof": proofs.pop(e.letter, ""),
        }
        for e in entries
    ]
    return Done("history", {"case": number, "lines": lines[-MOST_LINES:], "left_out": max(0, len(lines) - MOST_LINES)})


def _name(actor: str, call: Call) -> str:
    person = call.facts.people.by_address(actor)
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
