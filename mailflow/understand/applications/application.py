"""An application out of a stranger's letter: form, table, list, prose, attachment or forwarded mail.

What was not said is missing; a district is never guessed; consent counts only if it was given (corpus/README.md, applications 1 to 8).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from mailflow.model.intent import Application, ApplicationRecord
from mailflow.model.letter import Letter
from mailflow.model.vocabulary import County, Vocabulary
from mailflow.understand.applications import contact
from mailflow.understand.applications.fields import labelled
from mailflow.understand.applications.institution import asks_as_guest, asks_for_membership, institution_in
from mailflow.understand.applications.purpose import Purpose, purpose_of, speaks_of_joining
from mailflow.understand.applications.seat import applicants_in, counties_named, county_in, home_of, stated_state, with_seat, without_places
from mailflow.understand.applications.source import Source, consented, passed_on_in, source_of
from mailflow.understand.applications.topics import groups_in, motivation_in, topics_in
from mailflow.understand.wording import sentences

_CORRECTS = re.compile(
    r"\b(?:korrektur|korrigier\w*|bitte (?:\w+ )?(?:ändern|ersetzen)|richtig(?:e[rsn]?)? (?:ist|lautet|wäre)|(?:lautet|ist) richtig|muss (?:es )?(?:heißen|lauten)|zahlendreher|\w*(?:nummer|durchwahl|adresse|mail)\b[^.!?]{0,30}\b(?:ist|lautet|heißt) (?:jetzt|nun|inzwischen|ab sofort|seit \w+|künftig)|(?:jetzt|nun|künftig|inzwischen|ab sofort|stattdessen|danach|neuerdings)\b[^.!?]{0,40}\bunter|gültig ist|(?:gilt|gelten) (?:nur noch|jetzt|nun|ab sofort|künftig|stattdessen)|nur noch (?:diese|die folgende|unter)|hat sich geändert|statt(?:dessen)? (?:bitte|der|die)\b|is now|use (?:this|the following|only)|tippfehler|(?:neue|aktuelle|richtige|geänderte)\w* (?:\w+ ){0,2}(?:telefon|durchwahl|ruf|mobil)?(?:nummer|durchwahl|adresse|mailadresse|e-mail-adresse)|(?:new|current) (?:phone )?(?:number|address)|(?:alte|falsche|veraltete|frühere|old|wrong|outdated)\w* (?:\w+ ){0,2}(?:telefon|durchwahl|ruf|mobil|handy)?(?:nummer|durchwahl|adresse|mailadresse|e-mail-adresse|number|address)|correction|correct (?:is|number))\b",
    re.I,
)
_BOTH = re.compile(
    r"\b(?:beide[nrs]?|zwei|both|two)\s(?:\w+\s){0,2}(?:land)?(?:kreise?n?|counties|districts)\b|\b(?:melde|beantrage|bewerbe|vertrete)\w*\s[^.!?]{0,20}\bbeide\b",
    re.I,
)
"""Somebody applies for two."""
_COUNTY_LINE = re.compile(
    r"(?m)^[ \t]*(?:[-*•]|\d[.)]|[a-z]\))?[ \t]*(?:[Ff]ür den )?(?P<county>(?:Landkreis|Kreis|LK|Lkr\.?|Landratsamt|Region) [A-ZÄÖÜ][\w-]+(?: [A-ZÄÖÜ(][^:,;.\n]{0,60}?)?)[ \t]*(?:$|[:–-][ \t]+(?P<contact>[A-ZÄÖÜ][^\n]{3,300})$|:$)"
)
"""A line that begins what is told of one county, with or without its contact: "2. Landkreis Muster: Eva Beispiel, Leitung"."""
_FOR_ALL = re.compile(r"(?im)^\W*(?:für|bei) (?:beide|alle)\b[^\n]{0,40}:\s*$")
_OF_ALL = re.compile(r"(?im)^[^\n]*\b(?:beide[nr]?|allen?|jeweils|gemeinsam\w*|both|all)\b[^\n]*$")
"""A line behind the last county that speaks of them all."""
_NEW_ROLE = re.compile(
    r"\b(?:bin ich|ich bin)\b[^.!?,]{0,20}?\b(?:inzwischen|jetzt|nun|mittlerweile|übrigens|neuerdings)\s+(?P<now>[A-ZÄÖÜ][^,.;!?\n]{3,80})|\b[Ff]unktion (?:ist|lautet|bitte)(?: jetzt| nun| nur| inzwischen| richtig| einfach)?:?\s+(?P<is>[A-ZÄÖÜ][^,.;!?\n]{3,80})"
)
"""A new function, told behind the form."""
_I_AM_DEPUTY = re.compile(
    r"\bmich\b[^.!?]{0,80}\b(?:nachrichtlich|in kopie|in cc|zur kenntnis|auf dem laufenden)\b|\b(?:ich|i)\b[^.!?]{0,60}\b(?:bin|am|übernehme)\b[^.!?]{0,20}\b(?:vertretung|stellvertret\w*|deputy)\b",
    re.I,
)
REQUIRED = ("landkreis", "contact_name", "role", "email", "motivation", "consent")


def application_in(letter: Letter, vocabulary: Vocabulary) -> Application:
    """Whether somebody applies, and with what; flags in the words of corpus/README.md."""
    source = source_of(letter)
    names_county = isinstance(county_in(source.text, vocabulary.counties), County | str)
    purpose = purpose_of(letter, source.text, bool(source.fields), names_county)
    if purpose is not Purpose.APPLIES:
        asker = _asker(source, letter, vocabulary) if purpose is Purpose.ASKS else None
        return Application(False, (), (purpose.value,) if purpose is not Purpose.THANKS else (), asker)
    forwarded = bool(passed_on_in(letter))
    records = tuple(record_of(part, letter, vocabulary, forwarded=forwarded) for part in _several(source, vocabulary))
    return Application(True, records, _flags(letter, source, records, forwarded))


def inquiry_in(letter: Letter, vocabulary: Vocabulary) -> Application | None:
    """Somebody asks the forum's people how to join, or says that they would like to; None for any other letter."""
    source = source_of(letter)
    if not speaks_of_joining(f"{letter.subject_base}\n{letter.new_text}"):
        return None
    if purpose_of(letter, source.text, bool(source.fields), False) not in {Purpose.ASKS, Purpose.APPLIES}:
        return None
    return Application(False, (), (Purpose.ASKS.value,), _asker(source, letter, vocabulary))


def _asker(source: Source, letter: Letter, vocabulary: Vocabulary) -> ApplicationRecord:
    """District and person as far as a question tells them; what it asks is no answer to anything."""
    whole = record_of(source, letter, vocabulary, forwarded=False)
    asker = replace(whole, topics=(), groups=(), motivation="", consent_given=False, deputy="")
    return replace(asker, missing=missing_in(asker))


def _several(source: Source, vocabulary: Vocabulary) -> list[Source]:
    """One source per county where a letter applies for several, with a block of lines for each or with the same for all."""
    both = _both_in(source, vocabulary)
    blocks = _blocks(source.text)
    if both and not (blocks and all(labelled(block).get("contact_name") for block in blocks)):
        return [Source(source.text, {**source.fields, "landkreis": name}, source.asked) for name in both]
    counties = [county_in(labelled(block).get("landkreis", ""), vocabulary.counties, labelled=True) for block in blocks]
    if len({c.name if isinstance(c, County) else c for c in counties if c}) < 2:
        return [source]
    shared = source.text[at.start() :] if (at := _FOR_ALL.search(source.text)) else "\n".join(_OF_ALL.findall(blocks[-1]))
    before = _county_lines(source.text).partition(blocks[0])[0]
    parts = [(f"{before}\n{block.replace(shared, '')}", {**labelled(before), **labelled(shared), **labelled(block)}) for block in blocks]
    return [Source(f"{block}\n{shared}", fields, source.asked) for block, fields in parts]


def _blocks(text: str) -> list[str]:
    """The text from each line on that names a county."""
    text = _county_lines(text)
    starts = [m.start() for m in re.finditer(r"(?im)^\s*(?:[-*•]\s*)?landkreis\s*:\s*\S", text)]
    return [text[a:b] for a, b in pairwise([*starts, len(text)])]


def _county_lines(text: str) -> str:
    """ "2. Landkreis Muster (Hessen): Eva Beispiel" as the lines of a form."""
    return _COUNTY_LINE.sub(lambda m: f"Landkreis: {m['county']}" + (f"\nAnsprechperson: {m['contact']}" if m["contact"] else ""), text)


def _both_in(source: Source, vocabulary: Vocabulary) -> list[str]:
    """The two counties of a letter that applies for "beide Landkreise" in prose; [] in any other."""
    if source.fields.get("landkreis") or not _BOTH.search(source.text):
        return []
    named = dict.fromkeys(counties_named(applicants_in(without_places(source.text)), vocabulary.counties))
    return list(named) if len(named) == 2 else []


def record_of(source: Source, letter: Letter, vocabulary: Vocabulary, *, forwarded: bool) -> ApplicationRecord:
    fields, text = source.fields, source.text
    county = _county_of(source, letter, vocabulary, forwarded=forwarded)
    name, role, email, phone = _person(source, letter, forwarded=forwarded)
    record = ApplicationRecord(
        contact_name=name,
        role=role,
        email=email,
        phone=contact.phone_in(fields.get("phone", ""))
        or phone
        or contact.phone_in(_about(name, text))
        or contact.phone_in(_without_deputy(source))
        or contact.phone_in("" if forwarded else letter.signature),
        topics=topics_in(fields.get("topics", ""), text, vocabulary),
        groups=groups_in(fields.get("topics", "") or text, vocabulary),
        motivation=fields.get("motivation", "") or motivation_in(text),
        consent_given=bool(consented(source)),
        deputy=fields.get("deputy", "") or contact.deputy_in(text),
        unit=contact.without_numbers(fields.get("unit", "")),
    )
    record = corrected(with_seat(record, county, source, letter), letter.new_text)
    return replace(record, missing=missing_in(record))


def _county_of(source: Source, letter: Letter, vocabulary: Vocabulary, *, forwarded: bool) -> County | tuple[str, ...] | str | None:
    """The county applied for: by its field, the words, the subject, the writer's own domain, or the lines below their name."""
    if said := source.fields.get("landkreis"):
        return county_in(said, vocabulary.counties, labelled=True)
    places = without_places(source.text)
    theirs = applicants_in(places)
    named = (
        county_in(theirs, vocabulary.counties)
        or county_in(places, vocabulary.counties)
        or county_in(letter.subject_base, vocabulary.counties)
    )
    if not isinstance(named, County | str) and not forwarded:
        named = home_of(theirs, letter, vocabulary.counties) or named
    if named or forwarded or institution_in(source.text)[0]:
        return named
    return county_in(letter.signature, vocabulary.counties)


def _about(name: str, text: str) -> str:
    """The sentence that names the person with what belongs to them, where the letter tells of several."""
    last = name.rpartition(" ")[2]
    return next((s[s.find(last) :] for s in sentences(text) if last and last in s and contact.phone_in(s[s.find(last) :])), "")


def corrections_in(text: str) -> list[str]:
    """The sentences that put a number or an address right."""
    return [s for s in sentences(text) if _CORRECTS.search(s) and (contact.phones_in(s) or contact.emails_in(s))]


def corrected(record: ApplicationRecord, text: str) -> ApplicationRecord:
    """What a sentence of its own puts right holds (corpus/README.md, applications 6)."""
    said = " ".join(corrections_in(text))
    phones, emails = contact.phones_in(said), contact.emails_in(said)
    return replace(
        record,
        phone=phones[-1] if phones else record.phone,
        email=emails[-1] if emails else record.email,
        role=_corrected_role(text) if record.role and _corrected_role(text) else record.role,
    )


def _corrected_role(text: str) -> str:
    told = _NEW_ROLE.search(text)
    role = (told["now"] or told["is"]) if told else ""
    return contact.clean_role(role) if re.search(contact.ROLE_WORD, role) else ""


def _person(source: Source, letter: Letter, *, forwarded: bool) -> tuple[str, str, str, str]:
    """(name, role, email, phone) of who shall take part."""
    fields, text = source.fields, source.text
    name, role, email, phone = contact.split_contact(fields["contact_name"]) if fields.get("contact_name") else ("", "", "", "")
    prose_name, prose_role = contact.name_and_role(text)
    name = name or prose_name or contact.given_with_address(_without_deputy(source), letter.sender.address)
    author = _forwarded_author(letter) if forwarded else (contact.writer(letter), letter.sender.address)
    name = name or (author[0] if not contact.is_function_mailbox(letter) or forwarded else contact.spoken_of(text))
    role = (
        contact.clean_role(fields.get("role", ""))
        or role
        or prose_role
        or contact.role_beside(text, name)
        or contact.role_in(text)
        or contact.role_in("" if forwarded else letter.signature)
    )
    role = (role.partition(name)[0] or role.replace(name, "")).strip(" ,") if name else role
    named = contact.email_in(fields.get("email", "")) or email or _email_near(_without_deputy(source), name)
    writes_self = not name or not author[0] or set(name.casefold().split()) & set(author[0].casefold().split())
    own_box = contact.is_function_mailbox(letter) and not _is_device(letter)
    if not named and (writes_self or own_box) and not _is_device(letter):
        named = author[1]
    return name, role, named, phone


def _without_deputy(source: Source) -> str:
    """The text without the line of who stands in: their address and number are not the applicant's."""
    deputy = source.fields.get("deputy", "")
    return source.text.replace(deputy, " ") if deputy else source.text


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
        r"(?im)^\s*\*?(?:von|from)\*?\s*:\s*(?P<name>[^<\n\[(]{0,80}?)\s*[<\[(]?(?:mailto:)?(?P<address>[\w.+-]+@[\w.-]+)",
        passed_on_in(letter),
    )
    return (contact.clean_name(found["name"].strip(' "')), contact.email_in(found["address"])) if found else ("", "")


def _is_device(letter: Letter) -> bool:
    return bool(re.match(r"(?:scan|kopierer|mfp|printer|drucker)", letter.sender.address, re.I))


def missing_in(record: ApplicationRecord) -> tuple[str, ...]:
    """The names of what is required and not there (corpus/README.md, applications 4)."""
    seat = "organisation" if record.applicant_kind == "guest" else "landkreis"
    values = {
        seat: getattr(record, seat),
        **{k: getattr(record, k) for k in ("contact_name", "role", "email", "motivation")},
        "consent": record.consent_given,
    }
    return tuple(name for name, value in values.items() if not value)


def _is_for_another(record: ApplicationRecord, letter: Letter) -> bool:
    """Somebody writes for the person who shall take part, and takes no part as their deputy."""
    if _I_AM_DEPUTY.search(letter.new_text):
        return False
    own, named = contact.writer(letter).casefold().split(), record.contact_name.casefold().split()
    return bool(own and named) and not set(own) & set(named)


def _contradicts(record: ApplicationRecord, source: Source) -> bool:
    """The federal state that a letter gives is not the one in which the register has the county."""
    said = stated_state(source, record.landkreis)
    return bool(record.landkreis and said and said != record.bundesland)


def _flags(letter: Letter, source: Source, records: tuple[ApplicationRecord, ...], forwarded: bool) -> tuple[str, ...]:
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
    if any(_contradicts(record, source) for record in records):
        flags.append("conflicting_data")
    documents = [
        a
        for a in letter.attachments
        if a.type in {"application/pdf", "image/jpeg", "image/png", "image/tiff"} or a.name.lower().endswith((".docx", ".doc", ".odt"))
    ]
    if any(not a.text.strip() and not a.fields for a in documents) and len(records[0].missing) >= 3:
        flags.append("unreadable_attachment")
    return tuple(flags)
