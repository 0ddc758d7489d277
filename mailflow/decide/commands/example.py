"""PRAXISBEISPIEL EINREICHEN: a form for an example of practice, to be answered by letter."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import examples


def run(call: Call) -> Done:
    if call.sender is None or call.sender.status == "guest":
        return Done("example_of_a_guest", ok=False)
    title = str(call.order.args.get("name", "")).strip(" :")
    asked = examples.form(call, title)
    return Done("example", examples.shown(asked, call.facts), asks=asked)


COMMAND = Command(
    name="example",
    words=("PRAXISBEISPIEL EINREICHEN", "SUBMIT EXAMPLE"),
    usage="PRAXISBEISPIEL EINREICHEN: Titel",
    usage_en="SUBMIT EXAMPLE: title",
    help="schickt Ihnen ein Formular für ein Beispiel aus Ihrer Praxis; ausgefüllt geht es an alle Mitglieder",
    help_en="sends you a form for an example from your practice; filled in it goes to all members",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("name",),
    run=run,
)
