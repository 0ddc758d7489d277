"""WEITER: the end of a pause, or of no posts at all; an address that was dead counts as well again."""

from dataclasses import replace

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.effects import Save


def run(call: Call) -> Done:
    person = call.sender
    if person is None:
        return Done("not_paused", {"mode": ""}, ok=False)
    is_off, is_paused = person.delivery == "off", bool(person.paused_until and person.paused_until >= call.facts.today(call.now))
    if not is_off and not is_paused and not person.bounces:
        return Done("not_paused", {"mode": person.delivery}, ok=False)
    resumed = replace(
        person, paused_from=None, paused_until=None, bounces=0, last_bounce=None, delivery="single" if is_off else person.delivery
    )
    silent = [g.name for m in call.facts.lists.of_person(person.id) if m.delivery == "off" and (g := call.facts.lists.get(m.group))]
    return Done("resume", {"mode": resumed.delivery, "paused": is_paused, "silent": silent}, (Save(resumed),))


MAILS = "mails/e-mails/emails/mail/post/beiträge/nachrichten/zustellung"

COMMAND = Command(
    name="resume",
    words=("WEITER", "RESUME"),
    wishes=(
        "pause/break beenden/beend*/auf~heben/auf~gehoben/ab~brechen/vorbei/zu_ende/zuende/um/end/over/ended",
        "wieder_alles/wieder_alle schick*/send*/bekommen/erhalten/zustellen",
        f"wieder {MAILS} schick*/send*/bekommen/erhalten/zustellen/be~liefern",
    ),
    usage="WEITER",
    usage_en="RESUME",
    help="beendet die Pause; Beiträge kommen wieder",
    help_en="ends the pause; posts come again",
    who=Who.INSIDE,
    risk=Risk.OWN,
    run=run,
)
