"""EXPORT: everything the sender may see, to take along: own data, people, groups, dates, own posts and archives (R58; Art. 20 DSGVO)."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.privacy import rights, taking
from mailflow.model.letter import Mailbox


def run(call: Call) -> Done:
    if not rights.kept_of(call):
        return Done("nothing_kept", {}, ok=False)
    to = Mailbox(call.sender.address, call.sender.name) if call.sender else call.letter.sender
    boxes = taking.boxes(call, to)
    context = {"archives": [box.send.context["group"] for box in boxes if box.send.context["group"]]}
    return Done("export", context, (taking.own_letter(call, to), *boxes, *rights.office_told(call, "export")))


COMMAND = Command(
    name="export",
    words=("EXPORT", "DATENEXPORT"),
    wishes=("daten/beiträge/archiv mit~nehmen/exportier*/export meine/meiner/mein", "take/export my data/posts"),
    usage="EXPORT",
    usage_en="EXPORT",
    help="schickt Ihnen zum Mitnehmen, was Sie sehen dürfen: Ihre Daten, Gruppen, Termine, Ihre Beiträge und die Archive Ihrer Listen",
    help_en="sends you what you may see, to take along: your data, groups, dates, your posts and the archives of your lists",
    who=Who.ANYONE,
    risk=Risk.FINAL,
    run=run,
)
