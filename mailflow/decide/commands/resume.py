"""WEITER: the end of a pause."""

from dataclasses import replace

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.effects import Save


def run(call: Call) -> Done:
    if call.sender is None or call.sender.paused_until is None:
        return Done("not_paused", {}, ok=False)
    return Done("resume", {"mode": call.sender.delivery}, (Save(replace(call.sender, paused_from=None, paused_until=None)),))


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
    help="beendet die Pause",
    help_en="ends the pause",
    who=Who.INSIDE,
    risk=Risk.OWN,
    run=run,
)
