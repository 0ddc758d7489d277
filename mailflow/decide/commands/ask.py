"""RÜCKFRAGE: a question to an applicant, or to the author of a held post, in the office's name."""

import re

from mailflow.decide import matter
from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.effects import Ask, Send
from mailflow.model.letter import Mailbox
from mailflow.model.records import Application

_REPORTED = re.compile(
    r"(?:ob|wie\w*|wer|wem|wen|wann|was|wo\w*|warum|welche\w*|seit wann|bis wann|whether|if|who\w*|how|what|when|where|why|which)\b"
)
"""How a question begins that is told and not put; a question that is put begins with a capital."""
_SENTENCE_ENDS = re.compile(r"(?<!\bDr)(?<!\bProf)(?<!\bHr)(?<!\bFr)[.!?]\s+|\n\s*\n|,\s*\n")
_BY_COMMAND = re.compile(r":\s*$|^\W*[A-ZÄÖÜ]{4,}\b")


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
    whole = _whole(text, call.letter.new_text)
    context = {"case": found.id, "title": found.title, "name": to.name, "asker": call.name}
    context |= {"text": text[:1].upper() + text[1:], "whole": whole, "told": "" if whole else _told(text)}
    letter = Send("onboarding/inquiry", to, context, found.id, waits=True, language=found.language)
    return Done("ask", context, (Ask(asked, (letter,)),))


def _whole(text: str, letter: str) -> str:
    """The whole sentence of a question the office only reports: "Bitte fragen Sie Herrn X, ob er Zeit hat" is no question to X."""
    at = letter.find(text.partition("\n")[0])
    if at < 0 or not _REPORTED.match(text):
        return ""
    begins = max((end.end() for end in _SENTENCE_ENDS.finditer(letter, 0, at)), default=0)
    asking = letter[begins:at]
    return "" if not asking.strip() or _BY_COMMAND.search(asking) else asking.lstrip() + text


def _told(text: str) -> str:
    """A clause that stands only behind "Wir möchten gern wissen"."""
    return text if re.match(r"(?:ob|whether)\b", text) else ""


COMMAND = Command(
    name="ask",
    words=("RÜCKFRAGE", "NACHFRAGE", "RÜCKFRAGEN", "NACHFRAGEN", "ASK", "QUERY", "QUESTION"),
    phrases=("rückfrage", "zurückfragen", "nachfrage", "frage an", "question for", "question to"),
    usage="RÜCKFRAGE F-2027-0031: Ihre Frage",
    usage_en="ASK F-2027-0031: your question",
    help="schickt Ihre Frage; die Antwort kommt in den Vorgang",
    help_en="sends your question; the answer joins the matter",
    who=Who.STAFF,
    risk=Risk.OTHERS,
    takes=("case", "text"),
    run=run,
)
