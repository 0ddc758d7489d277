"""RÜCKGÄNGIG: takes back one's own last decision, or the one whose receipt is answered, while letters about it have not left."""

from __future__ import annotations

from collections.abc import Iterable

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.changes import changes
from mailflow.model.effects import Undo
from mailflow.model.records import JournalEntry, Question


def run(call: Call) -> Done:
    case, letter = str(call.order.args.get("case", "")), str(call.order.args.get("letter", ""))
    journal = call.facts.journal
    # Whoever answers a receipt was asked by it: it may tell what somebody else carried out in their name.
    own = journal.undoable(call.now, letter=letter) if letter else [e for a in _actors(call) for e in journal.undoable(call.now, actor=a)]
    entries = [e for e in sorted(own, key=lambda e: e.at) if case in ("", e.about)]
    if not entries:
        return Done("nothing_to_undo", {"case": case if _is_matter(case, call) else ""}, ok=False)
    last = [e for e in entries if e.letter == entries[-1].letter]
    matters = [n for n in dict.fromkeys(e.about for e in last) if _is_matter(n, call)]
    if _changed_since(last, call):
        return Done("changed_since", {"matters": matters}, ok=False)
    return Done("undo", {"matters": matters}, (Undo(last[0].letter),))


def _changed_since(decision: Iterable[JournalEntry], call: Call) -> bool:
    """Whether something else was made of what was decided. Questions may have been answered or misused: they are put back if they stand."""
    decided = [change for change in changes(decision) if change.kind is not Question]
    return not all(change.still_stands(call.facts.records.get(change.kind, change.id)) for change in decided)


def _actors(call: Call) -> list[str]:
    """Whose decisions are the sender's: their own, and what their deputies decided in their name."""
    deputies = call.facts.people.deputies(call.sender) if call.sender else ()
    return [call.sender.address if call.sender else call.letter.sender.address, *(d.address for d in deputies)]


def _is_matter(number: str, call: Call) -> bool:
    """Whether this is a number people know."""
    known = call.facts.matters
    return any(find(number) for find in (known.application, known.hold, known.meeting, known.vote, known.paper, known.task))


COMMAND = Command(
    name="undo",
    words=("RÜCKGÄNGIG", "UNDO"),
    phrases=("rückgängig", "zurücknehmen", "war ein versehen", "undo that"),
    usage="RÜCKGÄNGIG",
    usage_en="UNDO",
    help="nimmt Ihre letzte Entscheidung zurück, solange die Briefe noch warten",
    help_en="takes back your last decision while its letters still wait",
    who=Who.ANYONE,
    risk=Risk.OWN,
    takes=("case",),
    run=run,
)
