"""An application out of a stranger's letter: form, table, list, prose, attachment or forwarded mail.

What was not said is missing; a district is never guessed; consent counts only if it was given (corpus/README.md, applications 1 to 8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mailflow.model.intent import Application, ApplicationRecord
from mailflow.model.letter import Letter
from mailflow.model.vocabulary import County, Vocabulary
from mailflow.understand import contact
from mailflow.understand.consent import consent_in, consent_of
from mailflow.understand.fields import labelled
from mailflow.understand.institution import asks_as_guest, asks_for_membership, guest_kind_of, institution_in
from mailflow.understand.purpose import Purpose, purpose_of
from mailflow.understand.register import Found, county_named
from mailflow.understand.topics import groups_in, motivation_in, topics_in
from mailflow.understand.wording import sentences

_STATES = (
    "Baden-Württemberg", "Bayern", "Berlin", "Brandenburg", "Bremen", "Hamburg", "Hessen", "Mecklenburg-Vorpommern", "Niedersachsen",
    "Nordrhein-Westfalen", "Rheinland-Pfalz", "Saarland", "Sachsen-Anhalt", "Sachsen", "Schleswig-Holstein", "Thüringen",
)  # fmt: skip
_UNLISTED = re.compile(
    r"\b(?P<kind>(?i:landkreis(?:es)?|lk|lkr\.?|kreis|landratsamt|lra|kreisverwaltung))\s+(?P<name>[A-ZÄÖÜa-zäöüß][\wäöüß-]{2,40}(?:\s(?:an der|am|im)\s[A-ZÄÖÜ][\wäöüß]+)?)"
)
_NO_NAME = {
    "der",
    "die",
    "das",
    "und",
    "oder",
    "ist",
    "hat",
    "mit",
    "im",
    "in",
    "als",
    "zum",
    "zur",
    "sind",
    "möchte",
    "würde",
    "wir",
    "haben",
    "bei",
    "von",
    "des",
    "auch",
    "verwaltung",
    "frei",
    "natürlich",
    "ebene",
}
_HEAD = re.compile(r"(?im)^\s*\*?(?:von|from|gesendet|sent|an|to|cc|kopie|betreff|subject|datum|date)\*?\s*:.*$")
"""A line of a forwarded mail's head."""
_CORRECTS = re.compile(
    r"\b(?:korrektur|korrigier\w*|richtig(?:e[rsn]?)? (?:ist|lautet|wäre)|(?:lautet|ist) richtig|muss (?:es )?(?:heißen|lauten)|zahlendreher|tippfehler|(?:neue|aktuelle|richtige|geänderte)\w* (?:\w+ ){0,2}(?:telefon|durchwahl|ruf|mobil)?(?:nummer|durchwahl|adresse|mailadresse|e-mail-adresse)|(?:new|current) (?:phone )?(?:number|address)|correction|correct (?:is|number))\b",
    re.I,
)
REQUIRED = ("landkreis", "contact_name", "role", "email", "motivation", "consent")


@dataclass(frozen=True, slots=True)
class _Source:
    """Where an application's words stand, and what is known of who wrote them."""

    text: str
    fields: dict[str, str]
    asked: str
    """Quoted questions that bare answers may belong to."""


def application_in(letter: Letter, vocabulary: Vocabulary) -> Application:
    """Whether somebody applies, and with what; flags in the words of corpus/README.md."""
    source = _source(letter)
    purpose = purpose_of(letter, source.text, bool(source.fields), bool(county_named(source.text, vocabulary.counties).county))
    if purpose is not Purpose.APPLIES:
        return Application(False, (), (purpose.value,) if purpose.value else ())
    forwarded = letter.is_forward and bool(letter.quote.strip()) and len(letter.new_text) < 400
    records = tuple(_record(part, letter, vocabulary, forwarded=forwarded) for part in _several(source, vocabulary))
    return Application(True, records, _flags(letter, source, records, forwarded))


def completed(record: ApplicationRecord, letter: Letter, vocabulary: Vocabulary) -> ApplicationRecord:
    """The record with what the reply to "what is still missing" adds or corrects."""
    source = _source(letter)
    new = _record(source, letter, vocabulary, forwarded=False)
    changes = {
        k: v
        for k in ("role", "motivation", "phone", "topics", "groups", "deputy")
        if (v := getattr(new, k)) and (not getattr(record, k) or k in source.fields)
    }
    if "contact_name" in source.fields or not record.contact_name:
        changes |= {"contact_name": new.contact_name} if new.contact_name else {}
    if "email" in source.fields or not record.email:
        changes |= {"email": new.email} if new.email else {}
    better = replace(record, **changes)
    better = _with_county(better, letter.new_text, source, vocabulary)
    better = _with_bare_answers(better, letter.new_text, record)
    if (said := _consent(source)) is not None:
        better = replace(better, consent_given=said)
    elif (
        "consent" in record.missing
        and re.search(r"(?im)^\W*(?:ja|yes|einverstanden|gerne?|natürlich|selbstverständlich)\b(?!.*\bnicht\b)", letter.new_text)
        and not better.candidates
    ):
        better = replace(better, consent_given=True)
    return replace(better, missing=_missing(better))


def _with_county(record: ApplicationRecord, text: str, source: _Source, vocabulary: Vocabulary) -> ApplicationRecord:
    """The district chosen among the candidates, or named for the first time, or corrected."""
    chosen = _chosen(record, text, vocabulary.counties)
    if chosen:
        return _as(record, chosen)
    said = source.fields.get("landkreis", "")
    found = _county(said, vocabulary.counties, labelled=True) if said else _county(text, vocabulary.counties)
    if isinstance(found, County) and (said or not record.landkreis):
        return _as(record, found)
    if isinstance(found, str) and found and not record.landkreis:
        return replace(record, landkreis=found, candidates=(), applicant_kind="member")
    return record


def _chosen(record: ApplicationRecord, text: str, counties: tuple[County, ...]) -> County | None:
    known = [next((c for c in counties if c.name == name), None) for name in record.candidates]
    options = [c for c in known if c]
    if not options:
        return None
    if number := re.match(r"^\W*(?:nr\.?|nummer)?\s*(\d)\b", text.strip(), re.I):
        return options[int(number[1]) - 1] if 1 <= int(number[1]) <= len(options) else None
    town = re.search(r"\b(?:stadt|city|kreisfrei)", text, re.I)
    district = re.search(r"\b(?:landkreis|lk|kreis|landratsamt|county|district)", text, re.I)
    if bool(town) != bool(district):
        fitting = [c for c in options if c.is_city == bool(town)]
        return fitting[0] if len(fitting) == 1 else None
    if len(options) == 1 and re.match(r"^\W*(?:ja|genau|richtig|yes|stimmt)\b", text, re.I):
        return options[0]
    return None


def _as(record: ApplicationRecord, county: County) -> ApplicationRecord:
    if county.is_city:
        return replace(
            record,
            landkreis="",
            ags="",
            organisation=county.name,
            candidates=(),
            bundesland=county.bundesland,
            applicant_kind="guest",
            guest_kind="municipality",
        )
    return replace(record, landkreis=county.name, ags=county.ags, candidates=(), bundesland=county.bundesland, applicant_kind="member")


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


def _source(letter: Letter) -> _Source:
    """The new words first; then the documents; a forwarded mail where hardly anything is new."""
    texts = [letter.new_text]
    if letter.is_forward and letter.quote and len(letter.new_text) < 400:
        texts.append(_HEAD.sub("", letter.quote))
    fields = labelled(letter.new_text)
    for attachment in letter.attachments:
        texts.append(attachment.text)
        for label, value in attachment.fields:
            fields = {**labelled(f"{label}: {value}"), **fields}
        fields = {**labelled(attachment.text), **fields}
    if len(texts) > 1:
        fields = {**labelled("\n".join(texts[1:])), **fields}
    return _Source("\n\n".join(t for t in texts if t.strip()), fields, letter.quote)


def _several(source: _Source, vocabulary: Vocabulary) -> list[_Source]:
    """One source per county where a letter repeats the form ("Landkreis: A ... Landkreis: B ...")."""
    starts = [m.start() for m in re.finditer(r"(?im)^\s*(?:[-*•]\s*)?landkreis\s*:\s*\S", source.text)]
    if len(starts) < 2:
        return [source]
    blocks = [source.text[a:b] for a, b in zip(starts, [*starts[1:], len(source.text)], strict=True)]
    named = [_county(labelled(b).get("landkreis", ""), vocabulary.counties, labelled=True) for b in blocks]
    if len({c.name if isinstance(c, County) else c for c in named if c}) < 2:
        return [source]
    return [
        _Source(block, {**source.fields, **labelled(block)} if not labelled(block) else labelled(block), source.asked) for block in blocks
    ]


def _record(source: _Source, letter: Letter, vocabulary: Vocabulary, *, forwarded: bool) -> ApplicationRecord:
    fields, text = source.fields, source.text
    county = (
        _county(fields["landkreis"], vocabulary.counties, labelled=True) if fields.get("landkreis") else _county(text, vocabulary.counties)
    )
    if not county and not fields.get("landkreis"):
        county = _county(letter.subject_base, vocabulary.counties)
    name, role, email, phone = _person(source, letter, forwarded=forwarded)
    record = ApplicationRecord(
        contact_name=name,
        role=role,
        email=email,
        phone=contact.phone_in(fields.get("phone", ""))
        or phone
        or contact.phone_in(text)
        or contact.phone_in("" if forwarded else letter.signature),
        topics=topics_in(fields.get("topics", ""), text, vocabulary),
        groups=groups_in(fields.get("topics", "") or text, vocabulary),
        motivation=fields.get("motivation", "") or motivation_in(text),
        consent_given=bool(_consent(source)),
        deputy=fields.get("deputy", ""),
    )
    record = _corrected(_with_seat(record, county, source, letter), letter.new_text)
    return replace(record, missing=_missing(record))


def _corrected(record: ApplicationRecord, text: str) -> ApplicationRecord:
    """What a sentence of its own puts right holds (corpus/README.md, applications 6)."""
    said = " ".join(s for s in sentences(text) if _CORRECTS.search(s))
    phones, emails = contact.phones_in(said), contact.emails_in(said)
    return replace(record, phone=phones[-1] if phones else record.phone, email=emails[-1] if emails else record.email)


def _with_seat(
    record: ApplicationRecord, county: County | tuple[str, ...] | str | None, source: _Source, letter: Letter
) -> ApplicationRecord:
    """County, candidates, or a guest institution."""
    words = f"{letter.subject_base}\n{source.text}"
    institution, kind = institution_in(source.text)
    institution = source.fields.get("organisation", "") or institution
    is_town = isinstance(county, County) and county.is_city
    if isinstance(county, County) and not is_town and not (asks_as_guest(words) and institution):
        return replace(_as(record, county), bundesland=_state(source) or county.bundesland)
    if isinstance(county, tuple) and county and not (institution and asks_as_guest(words)):
        return replace(record, candidates=county)
    if isinstance(county, str) and county and not (institution and (kind != "municipality" or asks_as_guest(words))):
        return replace(record, landkreis=county, bundesland=_state(source), applicant_kind="member")
    if isinstance(county, County) and is_town and not institution:
        return _as(record, county)
    if institution:
        return replace(
            record,
            organisation=institution,
            applicant_kind="guest",
            guest_kind=kind or guest_kind_of(institution),
            bundesland=_state(source),
        )
    return replace(record, bundesland=_state(source), applicant_kind="guest" if asks_as_guest(words) else None)


def _county(text: str, counties: tuple[County, ...], *, labelled: bool = False) -> County | tuple[str, ...] | str | None:
    """A registered county, the names it could be, the name as written where the register has none, or nothing."""
    found: Found = county_named(text, counties, labelled=labelled)
    if found.county:
        return found.county
    if found.candidates:
        return tuple(c.name for c in found.candidates)
    if written := _UNLISTED.search(text):
        name = written["name"]
        if name.lower() not in _NO_NAME and (name[:1].isupper() or written["kind"].islower()):
            kind = written["kind"].lower().rstrip(".").removesuffix("es")
            kind = kind if kind == "kreis" else "landkreis"
            return f"{kind.capitalize()} {name[:1].upper()}{name[1:]}"
    if labelled and re.search(r"kreis\b|\bregion\s+\w", text, re.I):
        return text.strip()
    return None


def _state(source: _Source) -> str:
    """The Land as given, never derived from region or number."""
    said = source.fields.get("bundesland", "")
    for state in _STATES:
        if re.search(rf"\b{state}\b", said, re.I):
            return state
    if said:
        return ""
    for state in _STATES:
        if re.search(rf"(?:\(|\bin |,\s*|/\s*)\b{state}\b", source.text, re.I):
            return state
    return ""


def _person(source: _Source, letter: Letter, *, forwarded: bool) -> tuple[str, str, str, str]:
    """(name, role, email, phone) of who shall take part."""
    fields, text = source.fields, source.text
    name, role, email, phone = contact.split_contact(fields["contact_name"]) if fields.get("contact_name") else ("", "", "", "")
    prose_name, prose_role = contact.name_and_role(text)
    name = name or prose_name
    role = (
        contact.clean_role(fields.get("role", ""))
        or role
        or prose_role
        or contact.role_in(text)
        or contact.role_in("" if forwarded else letter.signature)
    )
    author = _forwarded_author(letter) if forwarded else (contact.writer(letter), letter.sender.address)
    name = name or (author[0] if not contact.is_function_mailbox(letter) or forwarded else "")
    role = role.replace(name, "").strip(" ,") if name else role
    named = contact.email_in(fields.get("email", "")) or email or _email_near(text, name)
    writes_self = not name or not author[0] or set(name.casefold().split()) & set(author[0].casefold().split())
    own_box = contact.is_function_mailbox(letter) and not _is_device(letter)
    if not named and (writes_self or own_box) and not _is_device(letter):
        named = author[1]
    return name, role, named, phone


def _email_near(text: str, name: str) -> str:
    """An address in the text that belongs to the person named, else the only one."""
    found = re.findall(r"[\w.+-]{1,64}@[\wäöüß-]{1,63}(?:\.[\wäöüß-]{1,63}){1,6}", text)
    last = name.split()[-1].casefold() if name else "\0"
    spelt = last.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    mine = [a for a in found if spelt in a.casefold() or last in a.casefold()]
    return contact.email_in(mine[0] if mine else found[0] if len(set(found)) == 1 else "")


def _forwarded_author(letter: Letter) -> tuple[str, str]:
    """(name, address) of who wrote the forwarded mail."""
    found = re.search(
        r"(?im)^\s*\*?(?:von|from)\*?\s*:\s*(?P<name>[^<\n\[(]{0,80}?)\s*[<\[(]?(?:mailto:)?(?P<address>[\w.+-]+@[\w.-]+)", letter.quote
    )
    return (contact.clean_name(found["name"].strip(' "')), contact.email_in(found["address"])) if found else ("", "")


def _is_device(letter: Letter) -> bool:
    return bool(re.match(r"(?:scan|kopierer|mfp|printer|drucker)", letter.sender.address, re.I))


def _consent(source: _Source) -> bool | None:
    said = consent_of(source.fields["consent"]) if source.fields.get("consent") else None
    if said is not None:
        return said
    told = consent_in(source.text)
    if told is None and re.search(r"einwillig|einverstanden|datenschutz|speicher|verarbeitung|consent", source.asked, re.I):
        return True if re.search(r"(?im)^\s*(?:ja|yes)\W*$", source.text) else None
    return told


def _missing(record: ApplicationRecord) -> tuple[str, ...]:
    seat = "organisation" if record.applicant_kind == "guest" else "landkreis"
    values = {
        seat: getattr(record, seat),
        **{k: getattr(record, k) for k in ("contact_name", "role", "email", "motivation")},
        "consent": record.consent_given,
    }
    return tuple(name for name, value in values.items() if not value)


def _is_for_another(record: ApplicationRecord, letter: Letter) -> bool:
    """Somebody writes for the person who shall take part."""
    own, named = contact.writer(letter).casefold().split(), record.contact_name.casefold().split()
    return bool(own and named) and not set(own) & set(named)


def _flags(letter: Letter, source: _Source, records: tuple[ApplicationRecord, ...], forwarded: bool) -> tuple[str, ...]:
    flags = []
    words = f"{letter.subject_base}\n{source.text}"
    if contact.is_function_mailbox(letter) and not _is_device(letter) and records and records[0].contact_name:
        flags.append("function_mailbox")
    if not forwarded and not contact.is_function_mailbox(letter) and all(_is_for_another(r, letter) for r in records):
        flags.append("on_behalf")
    if forwarded:
        flags.append("forwarded")
    if any(r.applicant_kind == "guest" for r in records) and asks_for_membership(words) and not asks_as_guest(words):
        flags.append("not_a_landkreis")
    documents = [
        a
        for a in letter.attachments
        if a.type in {"application/pdf", "image/jpeg", "image/png", "image/tiff"} or a.name.lower().endswith((".docx", ".doc", ".odt"))
    ]
    if any(not a.text.strip() and not a.fields for a in documents) and len(records[0].missing) >= 3:
        flags.append("unreadable_attachment")
    return tuple(flags)
