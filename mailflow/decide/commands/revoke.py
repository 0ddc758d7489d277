"""WIDERRUF: one consent is taken back, as easily as it was given and at once (Art. 7(3) DSGVO)."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.privacy import consents, revoking, rights


def run(call: Call) -> Done:
    said, forum = str(call.order.args.get("text", "")), call.facts.forum
    stands = call.facts.people.consents(rights.theirs(call).addresses)
    purpose = consents.named(said, forum)
    if not purpose and len({c.purpose for c in stands}) == 1:
        purpose = stands[0].purpose
    return revoking.revoked(purpose, call)


COMMAND = Command(
    name="revoke",
    words=("WIDERRUF", "WIDERRUFEN", "REVOKE"),
    wishes=("widerruf*/zurück~nehmen/zurück~ziehen einwilligung/zustimmung/einwilligungen", "revoke/withdraw my consent"),
    usage="WIDERRUF Kontaktliste",
    usage_en="REVOKE contact list",
    help="nimmt eine Einwilligung zurück, sofort; WIDERRUF allein fragt, welche",
    help_en="takes one consent back, at once; REVOKE alone asks which",
    who=Who.ANYONE,
    risk=Risk.OWN,
    takes=("text",),
    run=run,
)
