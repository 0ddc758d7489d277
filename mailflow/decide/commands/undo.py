"""RÜCKGÄNGIG: takes back one's own last decision while letters about it have not left."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.effects import Undo


def run(call: Call) -> Done:
    if call.sender is None:
        return Done("nothing_to_undo", {"case": ""}, ok=False)
    wanted = str(call.order.args.get("case", ""))
    entries = [e for e in call.facts.journal.undoable(call.sender.address, call.now) if not wanted or e.about == wanted]
    if not entries:
        return Done("nothing_to_undo", {"case": wanted}, ok=False)
    last = entries[-1].letter
    numbers = dict.fromkeys(e.about for e in entries if e.letter == last)
    known = call.facts.matters
    matters = [n for n in numbers if known.application(n) or known.hold(n) or known.meeting(n)]
    return Done("undo", {"matters": matters}, (Undo(last),))


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
