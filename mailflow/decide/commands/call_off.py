"""TREFFEN ABSAGEN: a meeting does not take place; every invitee is told, their calendar too (RFC 5546 section 3.2.5)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mailflow.decide.asking import closed_all
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import meetings
from mailflow.model.effects import Save, Send
from mailflow.model.letter import Mailbox
from mailflow.model.records import Meeting


def _meeting(call: Call) -> Meeting | None:
    return call.facts.matters.meeting(str(call.order.args.get("case", "")))


def shown(call: Call) -> Mapping[str, Any]:
    """What the confirmation letter shows before everybody is told."""
    if not (meeting := _meeting(call)):
        return {}
    return {"meeting": meetings.told(meeting), "count": len(call.facts.matters.invitations(meeting.id))}


def run(call: Call) -> Done:
    meeting = _meeting(call)
    if meeting is None:
        return Done("call_off_which", ok=False)
    context = {"meeting": meetings.told(meeting), "reason": str(call.order.args.get("reason", ""))}
    if meeting.state == "cancelled":
        return Done("called_off_before", context, ok=False)
    over = replace(meeting, state="cancelled", sequence=meeting.sequence + 1)
    invited = [Mailbox(i.address, i.name) for i in call.facts.matters.invitations(meeting.id)]
    letters = (
        Send("meeting/called_off", to, {"name": to.name, **context}, meeting.id, invite=over, key=str(over.sequence), waits=True)
        for to in invited
    )
    questions = closed_all(call.facts, meeting.id, ("rsvp",), "called_off", call.name, call.now)
    return Done("call_off", context | {"count": len(invited)}, (Save(over), *questions, *letters))


COMMAND = Command(
    name="call_off",
    words=("TREFFEN ABSAGEN", "TERMIN ABSAGEN", "EINLADUNG ABSAGEN", "CALL OFF", "CANCEL MEETING"),
    wishes=(
        "{case} ab~sagen/aus~fallen/entfällt/entfallen/abgesagt",
        "{case} muss/müssen ab~sagen/aus~fallen/entfallen/abgesagt",
        "{case} fällt aus",
        "{case} cancel/cancelled/canceled/called_off/call_off",
    ),
    about=("treffen", "sitzung", "termin", "besprechung", "meeting", "einladung", "veranstaltung", "konferenz"),
    usage="TREFFEN ABSAGEN T-2027-0003 Grund: ...",
    usage_en="CALL OFF T-2027-0003 reason: ...",
    help="sagt ein Treffen ab und sagt es allen, die eingeladen sind",
    help_en="calls a meeting off and tells everybody who was invited",
    who=Who.FELLOW,
    risk=Risk.MANY,
    takes=("case", "reason"),
    run=run,
    shown=shown,
)
