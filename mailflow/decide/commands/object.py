"""WIDERSPRUCH: the sender does not want their data used, and says why (Art. 21 DSGVO); a human of the office answers."""

from mailflow.decide import rights
from mailflow.decide.command import Call, Command, Done, Risk, Who


def run(call: Call) -> Done:
    text = str(call.order.args.get("text", "")).strip()
    until = call.facts.today(call.now) + rights.ONE_MONTH
    return Done("object", {"until": until}, rights.office_told(call, "object", text))


COMMAND = Command(
    name="object",
    words=("WIDERSPRUCH", "OBJECT"),
    usage="WIDERSPRUCH: Ihre Gründe",
    usage_en="OBJECT: your reasons",
    help="widerspricht der Nutzung Ihrer Daten; das Programmbüro antwortet innerhalb eines Monats",
    help_en="objects to the use of your data; the office answers within a month",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("text",),
    run=run,
)
