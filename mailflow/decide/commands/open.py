"""OFFEN: what waits for a decision, numbered, to be answered in one reply."""

from mailflow.decide import desk
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining import guests


def run(call: Call) -> Done:
    assert call.sender is not None  # Who.DECIDER
    items = desk.open_matters(call.facts, call.sender)
    tasks, ending = (desk.open_tasks(call.facts), guests.ends_soon(call.facts, call.now)) if call.is_staff else ([], [])
    asks = desk.asked(items, call.letter.sender.address, call.now, call.letter.id) if items else None
    return Done("open", {"items": items, "tasks": tasks, "guests": ending}, asks=asks)


COMMAND = Command(
    name="open",
    words=("OFFEN", "OFFENE VORGÄNGE", "WAS IST OFFEN", "OPEN"),
    wishes=(
        "was_liegt_an/was_liegt_gerade_an/was_liegt_gerade_alles_an/was_liegt_alles_an/was_liegt_noch_an/was_steht_an",
        "was_liegt_bei_uns_an/was_liegt_bei_uns_gerade_an/was_liegt_bei_mir_an/was_ist_bei_uns_offen/was_ist_noch_offen",
        "welche/was beiträge/vorgänge/anträge/bewerbungen/entscheidungen/alles warten/wartet/offen auf_mich/auf_uns/bei_mir/bei_uns/noch",
        "muss_ich_noch_entscheiden/ich_noch_entscheiden_muss/müssen_wir_noch_entscheiden/wir_noch_entscheiden_müssen",
    ),
    usage="OFFEN",
    usage_en="OPEN",
    help="zeigt, was auf eine Entscheidung wartet",
    help_en="shows what waits for a decision",
    who=Who.DECIDER,
    risk=Risk.OWN,
    run=run,
)
