"""RÜCKGÄNGIG: takes back one's own last decision, or the one whose receipt is answered, while letters about it have not left."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.effects import Undo


def run(call: Call) -> Done:
    if call.sender is None:
        return Done("nothing_to_undo", {"case": ""}, ok=False)
    case, letter = str(call.order.args.get("case", "")), str(call.order.args.get("letter", ""))
    own = [e for actor in _actors(call) for e in call.facts.journal.undoable(actor, call.now)]
    entries = [e for e in sorted(own, key=lambda e: e.at) if case in ("", e.about) and letter in ("", e.letter)]
    if not entries:
        return Done("nothing_to_undo", {"case": case if _is_matter(case, call) else ""}, ok=False)
    last = entries[-1].letter
    numbers = dict.fromkeys(e.about for e in entries if e.letter == last)
    return Done("undo", {"matters": [n for n in numbers if _is_matter(n, call)]}, (Undo(last),))


def _actors(call: Call) -> list[str]:
    """Whose decisions are the sender's: their own, and what their deputies decided in their name."""
    assert call.sender
    return [call.sender.address, *(d.address for d in call.facts.people.deputies(call.sender))]


def _is_matter(number: str, call: Call) -> bool:
    """Whether this is a number people know."""
    known = call.facts.matters
    return bool(known.application(number) or known.hold(number) or known.meeting(number) or known.vote(number))


COMMAND = Command(
    name="undo",
    words=("RÜCKGÄNGIG", "UNDO"),
    phrases=("rückgängig", "zurücknehmen", "war ein versehen", "undo that"),
    usage="RÜCKGÄNGIG",
    usage_en="UNDO",
    help="nimmt Ihre letzte Entscheidung zurück, solange die Briefe noch warten",
    help_en="takes back your last decision while its letters still wait",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("case",),
    run=run,
)
