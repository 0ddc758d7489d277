"""Is this a machine? Headers first (RFC 3834), then German and English subjects, then what the text says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from mailflow.model.letter import Automatic
from mailflow.understand.dates import date_in

Header = Callable[[str], str]
_OOO_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{1,30}\]\s*)?(?:automatische antwort|abwesenheitsnotiz|abwesenheit\b|out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:reply|response|antwort)|"
    r"autoreply|ich bin (?:nicht|bis|derzeit|zurzeit)|nicht im (?:büro|haus|dienst)|urlaub(?:sabwesenheit|snotiz)|vacation|away from|.{0,60} ist (?:nicht im büro|außer haus|abwesend)|"
    r".{0,60}is out of the office|abwesend)",
    re.I,
)
_OOO_TEXT = re.compile(
    r"(?:ich bin|wir sind|i am|i'm|i will be)\b.{0,80}(?:nicht (?:im (?:büro|haus|dienst)|erreichbar)|außer haus|ausser haus|abwesend|im urlaub|in elternzeit|out of (?:the )?office|away|on (?:leave|vacation|holiday))"
    r"|(?:derzeit|zurzeit|momentan)\b.{0,60}(?:nicht (?:erreichbar|im (?:büro|haus))|abwesend)|(?:ihre|diese) (?:e-?mail|nachricht) wird nicht (?:automatisch )?weitergeleitet",
    re.I,
)
_READ = re.compile(
    r"^\s*(?:gelesen|nicht gelesen|read|not read|lesebestätigung|empfangsbestätigung \(angezeigt\)|return receipt)\s*[:(]", re.I
)
_DELIVERED = re.compile(r"^\s*(?:zugestellt|delivered|übermittelt|relayed|zustellbestätigung|delivery (?:receipt|status))\s*[:(]", re.I)
_RECALL = re.compile(r"^\s*(?:rückruf|recall)\s*:", re.I)
_TICKET = re.compile(
    r"(?:ihre (?:anfrage|nachricht|e-?mail) ist (?:bei uns )?eingegangen|ticket(?:nummer|-nr| number| id)?\s*[:#]|vorgangsnummer|we have received your (?:request|message|e-?mail)|eingangsbestätigung|"
    r"your (?:request|ticket) (?:has been|was) (?:received|created)|automatisch(?:e)? (?:erzeugte )?eingangsbestätigung)",
    re.I,
)
_CHALLENGE = re.compile(
    r"(?:bestätigen sie|confirm).{0,120}(?:absender|kein roboter|not a robot|deliver|zustell)|spamarrest|boxbe|sender verification|challenge",
    re.I,
)
_CHANGED = re.compile(
    r"(?:adresse|e-?mail[- ]?adresse|address).{0,60}(?:hat sich geändert|ist (?:nicht mehr|ab sofort)|nicht mehr (?:gültig|aktiv)|has changed|no longer (?:valid|in use))|nicht mehr (?:beim|bei der|im) .{0,80}(?:tätig|beschäftigt)",
    re.I,
)
_MACHINE_SENDER = re.compile(
    r"^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|noreply|nicht-?antworten|bounce|notifications?|benachrichtigung|system|daemon)\b",
    re.I,
)
_CALENDAR = re.compile(r"calendar-notification|calendar-noreply|kalender-benachrichtigung|resource|raum[-._]|ressource", re.I)
_DEPUTY = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


def automatic_in(
    header: Header, content_type: str, report_type: str, sender: str, subject: str, text: str, own_list_ids: tuple[str, ...], today: date
) -> Automatic | None:
    """What kind of machine wrote this, None for a human."""
    kind = _kind(header, content_type, report_type, sender, subject, text, own_list_ids)
    if kind is None:
        return None
    if kind != "out_of_office":
        return Automatic(kind)
    until = re.search(
        r"(?:bis(?: einschließlich| einschl\.| zum)?|until|through|till|ab dem|wieder am|zurück am|return(?:ing)? on)\b.{0,60}",
        text[:3000],
        re.I,
    )
    named = [a for a in _DEPUTY.findall(text[:3000]) if a.lower() != sender]
    return Automatic(kind, absent_until=_day(until[0], today) if until else None, deputy=named[0].lower() if named else None)


def _day(words: str, today: date) -> str | None:
    found = date_in(words, today)
    return found.isoformat() if found else None


def _kind(
    header: Header, content_type: str, report_type: str, sender: str, subject: str, text: str, own_list_ids: tuple[str, ...]
) -> str | None:
    submitted = header("Auto-Submitted").lower().split(";")[0].strip()
    if report_type == "disposition-notification" or _READ.match(subject):
        return "read_receipt"
    if _DELIVERED.match(subject):
        return "delivery_receipt"
    list_id = header("List-Id").lower()
    if list_id and any(own in list_id for own in own_list_ids):
        return "list_loop"
    if _OOO_SUBJECT.match(subject) and (
        submitted not in ("", "no") or header("X-Autoreply") or header("X-Auto-Response-Suppress") or _OOO_TEXT.search(text[:2000])
    ):
        return "out_of_office"
    machine = (
        submitted not in ("", "no")
        or header("X-Autoreply")
        or header("X-Autorespond")
        or header("X-Vacation")
        or header("Precedence").lower() in {"auto_reply", "junk"}
    )
    if machine:
        return _machine_kind(sender, subject, text)
    if list_id or header("List-Unsubscribe") or header("Precedence").lower() in {"list", "bulk"}:
        return "list_mail"
    if _RECALL.match(subject):
        return "system_notification"
    if _MACHINE_SENDER.match(sender.partition("@")[0]):
        return "calendar_notification" if _CALENDAR.search(sender) else "system_notification"
    if _OOO_SUBJECT.match(subject) and not text.strip():
        return "out_of_office"
    if _CHALLENGE.search(subject) or re.search(r"verify your (?:message|e-?mail)|bestätigen sie ihre (?:nachricht|e-?mail)", subject, re.I):
        return "challenge_response"
    return (
        "out_of_office"
        if _OOO_TEXT.search(text[:600])
        and len(text) < 900
        and re.match(r"^\s*(?:re|aw|antwort)?\s*:?", subject, re.I)
        and _says_absent(text)
        else None
    )


def _says_absent(text: str) -> bool:
    """An absence note without any header: it says so in its first sentences and names a substitute or an end."""
    return bool(
        re.search(r"(?:automatisch(?:e)? (?:antwort|erzeugt|generiert)|nicht weitergeleitet|automatically generated)", text[:1500], re.I)
    )


def _machine_kind(sender: str, subject: str, text: str) -> str:
    if re.match(r"^\s*(?:akzeptiert|zugesagt|abgelehnt|accepted|declined|tentative)\s*:", subject, re.I):
        return "calendar_notification"
    if re.match(r"^\s*auto\s*:", subject, re.I) and not _TICKET.search(text[:3000]):
        return "out_of_office"
    if _OOO_SUBJECT.match(subject) or _OOO_TEXT.search(text[:2000]):
        return "address_change" if _CHANGED.search(text[:2000]) and not _OOO_SUBJECT.match(subject) else "out_of_office"
    if _CHANGED.search(text[:2000]):
        return "address_change"
    if _CHALLENGE.search(text[:3000]):
        return "challenge_response"
    if _TICKET.search(subject) or _TICKET.search(text[:3000]):
        return "ticket_ack"
    return "calendar_notification" if _CALENDAR.search(sender) else "system_notification"
