"""SPRECHERAMT ABGEBEN: somebody does not speak for a working group any more; where nobody is left, its members are asked.

Whoever names somebody of the group to follow stays until that one says yes.
"""

import re

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import handover
from mailflow.model.effects import Effect, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Group, Person


def run(call: Call) -> Done:
    named = str(call.order.args.get("group", ""))
    own = [g for g in call.facts.lists.all() if call.sender and call.sender.id in g.speakers and named in ("", "*", g.id)]
    if call.sender is None or not own:
        return Done("not_speaker", {}, ok=False)
    if len(own) == 1 and (who := handover.named_to_follow(call.order.words)):
        return _handed_over(own[0], call.sender, who, call)
    effects: list[Effect] = []
    for group in own:
        effects += handover.stepped_down(group, call.sender, call.letter.id, call.facts, call.now, waits=True)
        speakers = [p.name for p in handover.speakers(group, call.facts) if p.id != call.sender.id]
        context = {"group": group.name, "who": call.sender.name, "seat": call.sender.seat, "speakers": speakers}
        effects += [
            Send("office/speaker_left", Mailbox(p.address, p.name), context | {"name": p.name}, group.id, waits=True)
            for p in call.facts.people.staff()
        ]
    return Done("step_down", {"groups": [g.name for g in own]}, tuple(effects))


def _handed_over(group: Group, leaver: Person, named: str, call: Call) -> Done:
    """Asks whoever is named; until their yes all stays as it is."""
    person = _on_list(group, named, call.facts)
    if person is None or person.id in group.speakers:
        return Done("hand_over_to", {"group": group.name, "who": named}, ok=False)
    why = {"by": leaver.name, "gives_up": leaver.id}
    asked = handover.asked_who(group, why, call.letter.id, call.facts, call.now, only=person, waits=True)
    return Done("hand_over", {"group": group.name, "who": person.name}, asked)


def _on_list(group: Group, named: str, facts: Facts) -> Person | None:
    """The one member of the group whom a name means."""
    wanted = set(re.findall(r"\w+", named.casefold()))
    people = [p for m in facts.lists.roster(group.id) if (p := facts.people.get(m.person)) and p.status == "member"]
    meant = [p for p in people if wanted <= set(re.findall(r"\w+", p.name.casefold()))]
    return meant[0] if len(meant) == 1 else None


COMMAND = Command(
    name="step_down",
    words=("SPRECHERAMT ABGEBEN", "SPRECHERAMT NIEDERLEGEN", "STEP DOWN"),
    wishes=(
        "ab~geben/nieder~legen/abzugeben/niederzulegen sprecheramt/sprecher:innenamt/sprecherinnenamt/sprecherrolle/sprecherfunktion",
        "ab~geben/nieder~legen/abzugeben/niederzulegen leitung/koordination/moderation {group}",
        "step* down coordinator/speaker",
    ),
    usage="SPRECHERAMT ABGEBEN AG Wohnen",
    usage_en="STEP DOWN housing",
    help="gibt Ihr Sprecheramt ab; ohne Nachfolge fragt das Forum die Mitglieder der Gruppe",
    help_en="ends your coordinating a group; where nobody follows, its members are asked",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("group",),
    run=run,
)
