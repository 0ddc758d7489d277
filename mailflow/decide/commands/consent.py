"""EINWILLIGUNG: what the sender has agreed to; with »Kontaktliste« they agree that others see how they are reached."""

from collections.abc import Mapping
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.privacy import consents, rights


def run(call: Call) -> Done:
    forum, language = call.facts.forum, call.sender.language if call.sender else call.letter.answer_in
    if call.sender is None or call.sender.status == "left" or consents.named(_said(call), forum) != consents.CONTACTS:
        there = consents.standing(rights.theirs(call).addresses, forum, language, call.facts)
        offered = consents.shown(consents.CONTACTS, forum, language) if call.sender else None
        return Done("consents", {"standing": there, "offered": offered}, ok=False)
    agreed = consents.given(consents.CONTACTS, call.sender.address, call.letter.new_text, call.letter, call.facts, call.now)
    return Done("consent", consents.shown(consents.CONTACTS, forum, language), (agreed,))


def _said(call: Call) -> str:
    return str(call.order.args.get("text", ""))


def shown(call: Call) -> Mapping[str, Any]:
    return consents.shown(consents.CONTACTS, call.facts.forum, call.sender.language if call.sender else "")


COMMAND = Command(
    name="consent",
    words=("EINWILLIGUNG", "EINWILLIGUNGEN", "CONSENT", "CONSENTS"),
    usage="EINWILLIGUNG Kontaktliste",
    usage_en="CONSENT contact list",
    help="zeigt Mitgliedern Ihrer Listen, wie man Sie erreicht; EINWILLIGUNG allein sagt, wozu Sie Ja gesagt haben",
    help_en="shows members of your lists how to reach you; CONSENT alone tells what you have agreed to",
    who=Who.ANYONE,
    risk=Risk.FINAL,
    takes=("text",),
    shown=shown,
    run=run,
)
