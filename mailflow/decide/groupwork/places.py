"""Places of a meeting: whoever says yes when all are taken waits for one, and moves up when somebody cancels."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailflow.decide.ahead import facts_after
from mailflow.model.effects import Save
from mailflow.model.facts import Facts
from mailflow.model.records import Invitation, Meeting

WAITING = "WAITING"
"""Of somebody who would come and has no place yet; no word of iCalendar."""


def placed(answered: Invitation, before: Invitation, meeting: Meeting, facts: Facts) -> Invitation:
    """The answer as it counts: a yes for which there is no place waits; who had one keeps it and brings nobody more."""
    if not meeting.places or answered.partstat != "ACCEPTED":
        return answered
    if 1 + answered.guests <= meeting.places - _taken(meeting, facts, but_for=answered.address):
        return answered
    if before.partstat == "ACCEPTED":
        return replace(answered, guests=before.guests)
    return replace(answered, partstat=WAITING, answered=before.answered if before.partstat == WAITING else answered.answered)


def moved_up(answered: Invitation, meeting: Meeting, facts: Facts, now: datetime) -> tuple[Invitation, ...]:
    """Who has a place once this answer counts, whoever has waited longest first; who brings more than there are places waits on."""
    if not meeting.places or meeting.start <= now:
        return ()
    ahead = facts_after(facts, (Save(answered),))
    free = meeting.places - _taken(meeting, ahead)
    found = []
    waiting = [i for i in ahead.matters.invitations(meeting.id) if i.partstat == WAITING and i.id != answered.id]
    for one in sorted(waiting, key=lambda i: (i.answered or now, i.id)):
        if 1 + one.guests <= free:
            free -= 1 + one.guests
            found.append(replace(one, partstat="ACCEPTED"))
    return tuple(found)


def _taken(meeting: Meeting, facts: Facts, but_for: str = "") -> int:
    coming = (i for i in facts.matters.invitations(meeting.id) if i.partstat == "ACCEPTED" and i.address != but_for)
    return sum(1 + i.guests for i in coming)
