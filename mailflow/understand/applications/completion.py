"""An application completed by the reply to "what is still missing"."""

from __future__ import annotations

import re
from dataclasses import replace

from mailflow.model.intent import ApplicationRecord
from mailflow.model.letter import Letter
from mailflow.model.vocabulary import County, Vocabulary
from mailflow.understand.applications import contact
from mailflow.understand.applications.application import corrected, corrections_in, missing_in, record_of
from mailflow.understand.applications.fields import labelled
from mailflow.understand.applications.seat import county_in, seated
from mailflow.understand.applications.source import Source, consented, source_of
from mailflow.understand.wording import sentences

_MEANT = re.compile(
    r"\bgemeint (?:ist|war|sind)\b|\b(?:ich|wir) mein(?:e|en|te|ten)\b|\bkorrektur\b|\brichtig (?:ist|wäre)\b|\bmuss\b.{0,60}\bheißen\b|\bwe meant\b|\bi meant\b",
    re.I,
)
"""Puts right which district applies."""


def completed(record: ApplicationRecord, letter: Letter, vocabulary: Vocabulary) -> ApplicationRecord:
    """The record with what the reply to "what is still missing" adds or corrects."""
    source = source_of(letter)
    new = record_of(source, letter, vocabulary, forwarded=False)
    put_right = _put_right(new, letter)
    new = replace(new, role=_role_told(letter.new_text) or new.role)
    changes = {
        k: v
        for k in ("role", "unit", "motivation", "phone", "topics", "groups", "deputy")
        if (v := getattr(new, k)) and (not getattr(record, k) or k in source.fields or k in put_right)
    }
    if "contact_name" in source.fields or not record.contact_name:
        changes |= {"contact_name": new.contact_name} if new.contact_name else {}
    if "email" in source.fields or not record.email:
        changes |= {"email": new.email} if new.email else {}
    better = corrected(replace(record, **changes), letter.new_text)
    better = _with_county(better, letter.new_text, source, vocabulary)
    better = _with_bare_answers(better, letter.new_text, record)
    if (said := consented(source)) is not None:
        better = replace(better, consent_given=said)
    elif (
        "consent" in record.missing
        and re.search(r"(?im)^\W*(?:ja|yes|einverstanden|gerne?|natürlich|selbstverständlich)\b(?!.*\bnicht\b)", letter.new_text)
        and not record.candidates
    ):
        better = replace(better, consent_given=True)
    return replace(better, missing=missing_in(better))


_PUTS_RIGHT = re.compile(
    r"\b(?:stimmt (?:so |hier |da )?nicht|nicht (?:ganz |so )?(?:richtig|korrekt)|falsch|fehler|vertippt|korrektur|korrigier\w*|berichtig\w*|muss (?:es )?heißen|not (?:quite )?(?:right|correct)|wrong|correction)\b",
    re.I,
)
"""Says that something of what was understood is wrong; what it tells then replaces that."""
_IS_RATHER = re.compile(
    r"\b(?i:ich bin|bin ich|er ist|sie ist|i am|she is|he is)\s(?:(?:die|der|eine?|the|an?)\s)?(?P<role>[A-ZÄÖÜ][^,.;!?\n]{3,80})"
)
_TOPIC_IS = re.compile(r"\b(?:thema|themen|topics?)\b[^.!?\n]{0,20}\b(?:ist|sind|wären?|is|are)\b", re.I)
"""Tells in the reply to what was understood what it should have been."""


def _put_right(new: ApplicationRecord, letter: Letter) -> set[str]:
    """The fields that the reply puts right, whatever was understood before."""
    text = letter.new_text
    said = {"phone", "role"} if _PUTS_RIGHT.search(text) else set()
    if _role_told(text):
        said.add("role")
    return said | ({"topics", "groups"} if _TOPIC_IS.search(text) and new.topics else set())


def _role_told(text: str) -> str:
    told = _IS_RATHER.search(text)
    return contact.clean_role(told["role"]) if told and re.search(contact.ROLE_WORD, told["role"], re.I) else ""


CONTACT = {"landkreis", "contact_name", "given_name", "family_name", "role", "email", "phone", "deputy"}
"""Fields that no answer to a question of the Interessenbekundung is about."""


def apart(text: str) -> tuple[str, str]:
    """(what corrects the application, what answers its questions) of a letter that may do both."""
    lines = text.split("\n")
    labels = [line for line in lines if labelled(line).keys() & CONTACT]
    put_right = corrections_in("\n".join(line for line in lines if line not in labels))
    rest = "\n".join(line for line in lines if line not in labels)
    for sentence in put_right:
        rest = rest.replace(sentence, "")
    return "\n".join([*labels, *put_right]), rest


def _with_county(record: ApplicationRecord, text: str, source: Source, vocabulary: Vocabulary) -> ApplicationRecord:
    """The district chosen among the candidates, or named for the first time, or corrected."""
    chosen = _chosen(record, text, vocabulary.counties)
    if chosen:
        return seated(record, chosen)
    said = source.fields.get("landkreis", "")
    found = county_in(said, vocabulary.counties, labelled=True) if said else county_in(text, vocabulary.counties)
    if isinstance(found, County) and (said or not record.landkreis):
        return seated(record, found)
    if isinstance(found, str) and found and not record.landkreis:
        return replace(record, landkreis=found, candidates=(), applicant_kind="member")
    meant = [c for s in sentences(text) if _MEANT.search(s) and isinstance(c := county_in(s, vocabulary.counties), County)]
    return seated(record, meant[-1]) if meant else record


def _chosen(record: ApplicationRecord, text: str, counties: tuple[County, ...]) -> County | None:
    known = [next((c for c in counties if c.name == name), None) for name in record.candidates]
    options = [c for c in known if c]
    if not options:
        return None
    if number := re.match(r"^\W*(?:nr\.?|nummer)?\s*(\d)\b", text.strip(), re.I):
        return options[int(number[1]) - 1] if 1 <= int(number[1]) <= len(options) else None
    meant = re.sub(r"\b(?:nicht|kein(?:e|en)?|statt|not)\b(?:\s+(?:die|der|den|das|zur|vom|the))?\s+[\w-]+", " ", text, flags=re.I)
    town = re.search(r"\b(?:stadt|city|kreisfrei)", meant, re.I)
    district = re.search(r"\b(?:landkreis|lk|kreis|landratsamt|county|district)", meant, re.I)
    if bool(town) != bool(district):
        fitting = [c for c in options if c.is_city == bool(town)]
        return fitting[0] if len(fitting) == 1 else None
    if len(options) == 1 and re.match(r"^\W*(?:ja|genau|richtig|yes|right|stimmt)\b", text, re.I):
        return options[0]
    return None


def _with_bare_answers(better: ApplicationRecord, text: str, before: ApplicationRecord) -> ApplicationRecord:
    """A reply that answers the one thing asked for, without a label."""
    asked = [m for m in before.missing if m not in {"consent", "landkreis"}]
    plain = " ".join(line.strip() for line in text.split("\n") if line.strip())[:600]
    if len(asked) != 1 or getattr(better, asked[0], None) or not plain:
        return better
    bare = re.sub(r"(?i)\b(?:ja|yes)\b[,.]?\s*(?:ich )?(?:willige ein|bin einverstanden|stimme zu)?[.!]?", "", plain).strip(" .,")
    if asked[0] == "role" and len(bare.split()) <= 8:
        return replace(better, role=contact.clean_role(bare))
    if asked[0] == "contact_name" and 2 <= len(bare.split()) <= 4:
        return replace(better, contact_name=contact.clean_name(bare))
    if asked[0] == "motivation" and len(bare.split()) >= 4:
        return replace(better, motivation=bare)
    return better
