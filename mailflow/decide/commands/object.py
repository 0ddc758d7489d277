"""WIDERSPRUCH: the sender does not want their data used (Art. 21 DSGVO); the office answers. Against a consent it takes that back."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.privacy import consents, revoking, rights
from mailflow.model.records import Consent


def run(call: Call) -> Done:
    text = str(call.order.args.get("text", "")).strip() or call.letter.new_text
    if (purpose := consents.named(text, call.facts.forum)) and purpose in {c.purpose for c in _standing(call)}:
        return revoking.revoked(purpose, call)
    until = call.facts.today(call.now) + rights.ONE_MONTH
    return Done("object", {"until": until}, rights.office_told(call, "object", text))


def _standing(call: Call) -> list[Consent]:
    return call.facts.people.consents(rights.theirs(call).addresses)


COMMAND = Command(
    name="object",
    words=("WIDERSPRUCH", "OBJECT"),
    wishes=(
        "widerspreche/widersprechen daten/verarbeitung/nutzung/verwendung/verwenden meiner/meine/mich",
        "object use/processing my data",
    ),
    usage="WIDERSPRUCH: Ihre Gründe",
    usage_en="OBJECT: your reasons",
    help="widerspricht der Nutzung Ihrer Daten; das Programmbüro antwortet innerhalb eines Monats",
    help_en="objects to the use of your data; the office answers within a month",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("text",),
    run=run,
)
