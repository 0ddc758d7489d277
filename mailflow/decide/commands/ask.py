"""RÜCKFRAGE: a question to an applicant, or to the author of a held post, in the office's name."""

from mailflow.decide import matter
from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.effects import Ask, Send
from mailflow.model.letter import Mailbox
from mailflow.model.records import Application


def run(call: Call) -> Done:
    text = str(call.order.args.get("text", "")).strip()
    if not text:
        return Done("ask_what", {"case": str(call.order.args.get("case", ""))}, ok=False)
    found = matter.application_or_hold(call)
    if isinstance(found, Done):
        return found
    to = Mailbox(found.sender, found.addressee if isinstance(found, Application) else found.sender_name)
    asked = question(
        "inquiry",
        found.id,
        (to.address,),
        call.now,
        call.letter.id,
        days=kinds()["inquiry"].days,
        details={"by": call.letter.sender.address},
    )
    context = {"case": found.id, "title": found.title, "name": to.name, "text": text, "asker": call.name}
    letter = Send("onboarding/inquiry", to, context, found.id, waits=True, language=found.language)
    return Done("ask", context, (Ask(asked, (letter,)),))


COMMAND = Command(
    name="ask",
    words=("RÜCKFRAGE", "NACHFRAGE", "RÜCKFRAGEN", "NACHFRAGEN", "ASK", "QUERY", "QUESTION"),
    phrases=("rückfrage", "nachfrage", "frage an", "question for", "question to"),
    usage="RÜCKFRAGE F-2027-0031: Ihre Frage",
    usage_en="ASK F-2027-0031: your question",
    help="schickt Ihre Frage; die Antwort kommt in den Vorgang",
    help_en="sends your question; the answer joins the matter",
    who=Who.STAFF,
    risk=Risk.OTHERS,
    takes=("case", "text"),
    run=run,
)
