"""Who shall take part: name, function, address, telephone, out of prose, lists and signatures."""

from __future__ import annotations

import re
from itertools import pairwise

from mailflow.model.address import normal
from mailflow.model.letter import Letter
from mailflow.understand.wording import folded

_WORD = r"(?!(?:Dr|Prof|Dipl|Herrn?|Frau|Tel|Telefon|Mobil|Handy|Fax|Mail|Kolleg(?:e|en|in)|Chef(?:in)?|Vorgesetzten?|Nachfolger(?:in)?|(?:Land)?[Kk]reis(?:es)?|Landr(?:at|ats|ates|ätin)|Landratsamt(?:es)?|Stadt|Gemeinde)\b)[A-ZÄÖÜ][a-zäöüßéèçńóśćşğıčžšá]{1,30}(?:-[A-ZÄÖÜ][a-zäöüßé]{1,30})?"
_PARTICLE = r"(?:von|van|de|zu|der|den|al|el|ten)"
NAME = rf"{_WORD}(?:\s+[A-Z]\.)?(?:\s+{_PARTICLE}){{0,2}}\s+{_WORD}(?:\s+{_WORD})?"
_TITLES = r"(?:(?:frau|herrn?|dr\.?|prof\.?|dipl\.?-\w{1,12}\.?|ms\.?|mrs?\.?|m\.\s?a\.)\s+){0,4}"
ROLE_WORD = (
    r"(?:[\wäöüß-]*(?i:beauftragte[rn]?|koordinator(?:in|en)?|koordination|leit(?:erin|er|ung)|referent(?:in)?|sachbearbeiter(?:in)?|manager(?:in)?|vorsitzende[rn]?|vorstand|dezernent(?:in)?|"
    r"fachkraft|assisten[tz](?:in)?|geschäftsführ(?:er|erin|ung)|berater(?:in)?|lots(?:e|in)|amtsleiter(?:in)?|professor(?:in)?|researcher|officer|coordinator|director|head|lecturer|mitarbeiter(?:in)?|"
    r"förderung|landrat|landrätin|planer(?:in)?|pädagog(?:e|in)|sozialarbeiter(?:in)?|beigeordnete[rn]?|verwaltungskraft|promovend(?:in)?|doktorand(?:in)?|student(?:in)?|sprecher(?:in)?|bürgermeister(?:in)?|fellow|scientist|associate|assistant|advisor|adviser)(?!\w))"
)
_ROLE = rf"(?:\d\.\s)?(?:[\wäöüßÄÖÜ-]{{2,40}}[- ](?:und |and )?){{0,4}}?{ROLE_WORD}(?:[ ](?!(?:im|in|beim|bei|am|an|der|mit|dienstlich|hat|haben|ist|wird|möchte|will)\b|und\s[a-zäöü]|and\s(?:i|we|am|would|work|want|have|my)\b)[\wäöüßÄÖÜ-]{{2,40}}){{0,5}}(?:\s(?:des|der|für|of|for)\s[\wäöüßÄÖÜ -]{{3,60}}?(?=\s(?:im|in|beim|bei|am|von)\b|\s(?:und|and)\s[a-zäöü]|[,.;(\n]|$))?"
_INTRODUCED = (
    re.compile(
        rf"(?i:(?:haupt)?ansprech(?:person|partner(?::?in|in)?)|kontaktperson|zuständig|contact(?: person)?)(?i:\s(?:bei uns|hier|in unserem haus|im haus|(?:für|im|in|beim)\s(?:(?:das|den|die|dem|der|ihr|euer)\s)?[\w-]{{2,30}}))?\s*(?i:ist|wird|wäre|bleibt|heißt|is|will be|:|=|-)(?i:\s(?:in beiden fällen|für beide|jeweils|derzeit|weiterhin))?\s*(?i:unsere?|der|die|our)?\s*(?P<role>[^,.\n]{{0,90}}?),?\s*(?i:{_TITLES})(?P<name>{NAME})\s*(?:\(|,|\.|\n|$)"
    ),
    re.compile(
        rf"(?i:mein name ist|ich heiße|ich heisse|my name is|i am|ich bin|zuständig bin ich,?|ich,)\s+(?i:{_TITLES})(?P<name>{NAME})"
    ),
    re.compile(
        rf"(?i:als (?:ständige[rn]? |feste[rn]? |künftige[rn]? )?(?:haupt)?ansprech(?:person|partner(?::?in|in)?)|als kontakt(?:person)?|als (?:vertreter(?:in)?|mitglied|delegierte[rn]?))\s+(?i:steh\w+|nenn\w+|benenn\w+|fungiert|dient|wird|darf|möcht\w+|schlag\w+|meld\w+|entsend\w+)"
        rf"(?:\s(?i:wir|ich|ihnen|gerne?|hiermit|ihnen|an|vor|unsere?n?|meine?n?|die|der|den|kolleg\w+|mitarbeiter\w*|mich(?: selbst)?))*[\s(]+(?i:{_TITLES})(?P<name>{NAME})"
    ),
    re.compile(
        rf"(?i:als (?:ständige[rn]? |feste[rn]? )?(?:haupt)?ansprech(?:person|partner(?::?in|in)?)|als kontakt(?:person)?|als vertreter(?:in)?)\s(?i:benennen|nennen|benenne|entsenden|schlagen|melden)\s(?i:wir|ich)(?:\s(?i:ihnen|hiermit|gerne?))*"
        rf"\s(?i:unsere?n?|meine?n?|die|den)\s(?P<role>[^,.\n]{{3,80}}?),?\s(?i:{_TITLES})(?P<name>{NAME})\s*(?:\(|,|\.|\n|$)"
    ),
    re.compile(
        rf"(?i:im auftrag|im namen|auf (?:bitte|wunsch)|stellvertretend für|in vertretung)\s(?i:von\s|unsere[rsn]?\s|meine[rsn]?\s|de[rs]\s)*(?P<role>[^,.\n]{{0,60}}?),?\s*(?i:{_TITLES})(?P<name>{NAME})(?=\s*[,(]|\s[a-zäöü])"
    ),
    re.compile(
        rf"\b(?i:benannt|entsandt|nominiert|delegiert|vorgeschlagen|gemeldet|named|nominated)\s(?i:wird|werden|wurde|ist|is)(?:\s(?i:hiermit|von uns|ihnen|dafür|dazu|als \w+))*\s(?i:{_TITLES})(?P<name>{NAME})"
    ),
    re.compile(
        rf"\b(?i:an|durch)\s(?i:unsere?n?|meine?n?|den|die)\s(?P<role>[^,.\n]{{4,60}}?),?\s(?i:herrn|frau)\s(?i:{_TITLES})(?P<name>{NAME})(?=\s*[,(.])"
    ),
    re.compile(rf"(?i:\b(?:dort|bei uns|im haus|hier))\s(?i:frau|herrn?)\s(?i:{_TITLES})(?P<name>{NAME})"),
    re.compile(
        rf"(?i:\b(?:unser|mein)[enr]*)\s(?i:neue[rn]?\s)?(?P<role>[\wäöüßÄÖÜ -]{{4,60}}?)\s(?i:{_TITLES})(?P<name>{NAME})(?=\s(?:bat|hat|möchte|wird|würde|soll)\b|\s*[(,])"
    ),
    re.compile(
        rf"(?<!geehrte )(?<!geehrter )(?<![Ll]iebe )(?<![Ll]ieber )(?<![Hh]allo )\b(?:Frau|Herrn?)\s(?i:{_TITLES})(?P<name>{NAME})(?=[^.!?\n]{{0,160}}\b(?:(?:hat|bat|bittet|beauftragt\w*)\s(?:mich|uns|darum)|(?:nimmt|wird|soll|würde|möchte|will)\b[^.!?\n]{{0,60}}\b(?:teil\w*|vertret\w*|mitarbeit\w*|mitmach\w*|übernehmen|dabei|beitreten|anmelden)))"
    ),
    re.compile(rf"\b(?i:frau|herr)\s(?i:{_TITLES})(?P<name>{NAME}),\s(?P<role>[^,.\n]{{4,90}}?),\s(?i:hat|bat)\s(?i:mich|uns)\b"),
    re.compile(
        rf"\b(?i:wahrgenommen|vertreten|übernommen)\s(?i:wird|werden|würde)\b[^.,\n]{{0,40}}\s(?i:durch|von)\s(?i:frau|herrn?)\s(?i:{_TITLES})(?P<name>{NAME})(?=\s*[,(.\n]|$)"
    ),
    re.compile(
        rf"\b(?i:teilnehmen|mitarbeiten|mitwirken|mitmachen|dabei sein)\s(?i:wird|würde|soll|sollte|möchte)\s(?i:unsere?|die|der|meine?)\s(?P<role>[^,.\n(]{{4,60}}?),?\s(?i:{_TITLES})(?P<name>{NAME})(?=\s*[,(.\n]|$)"
    ),
    re.compile(
        rf"(?i:im auftrag von|im namen von|für|on behalf of|melde ich|melden wir)(?i:\s(?:hiermit|ihnen|gern|gerne))*\s+(?i:(?:herrn|frau|mr\.?|ms\.?|mrs\.?)\s+)(?i:{_TITLES})(?P<name>{NAME})(?:\s*\((?P<role>[^()]{{3,90}})\))?"
    ),
    re.compile(
        rf"(?i:\b(?:benennen?|entsenden?|schicken?|delegieren?|nominieren?|vorschlagen|vertreten durch|vertritt uns|vertreten wird er durch|kollegen?|kollegin|nachfolgerin|nachfolger|teilnehmen (?:wird|soll)|colleague)\b)"
        rf"[ ,]+(?i:(?:wir|ich|hiermit|dann|uns|den kreis|mich|künftig|ist|wird|meinen?|unseren?|mitarbeiter(?:in)?|kolleg(?:en|in)|stellvertreter(?:in)?)[ ,]+){{0,5}}(?i:{_TITLES})(?P<name>{NAME})"
    ),
)
_SPOKEN_OF = re.compile(
    rf"(?<!geehrte )(?<!geehrter )(?<![Ll]iebe )(?<![Ll]ieber )(?<![Hh]allo )(?<![Tt]ag )\b(?:Frau|Herrn?)\s(?i:{_TITLES})(?P<name>{NAME})"
)
_DEPUTY = re.compile(
    rf"(?i:vertreten werde ich (?:von|durch)|ich werde (?=[^!?\n]{{3,60}}\bvertreten\b)(?:\w+ )?(?:von|durch)|mich vertritt|meine (?:stell)?vertretung (?:ist|übernimmt|macht)|mein(?:e)? (?:stell)?vertreter(?:in)? ist|my deputy is)"
    rf"\s+(?P<name>(?i:{_TITLES})(?:{NAME}|{_WORD}))"
)
_BARE_BIN = re.compile(
    rf"(?i:ich bin|i am|i'm|und bin|bin ich)\s+(?i:selbst |als |dort |hier |seit (?:(?:dem|der|diesem|dieser|anfang|mitte|ende) )?\w+ (?:\d{{4}} )?|der |die |das |eine? |the |an? )*(?P<role>{_ROLE})",
    re.M,
)
_I_AM_A = re.compile(
    r"\b(?:I am|I'm|I work as) (?:an? |the )(?P<role>[^,.;\n]{3,80}?)(?=\s(?:at|and|from|with|who|working|based)\b|[,.;\n]|$)"
)
"""An English function goes on behind its noun: "a lecturer in geography"."""
_PLACE_BEHIND = re.compile(
    r"\s(?:of|for|at|in|from|vom|von|beim|im|des)\s(?:the\s)?(?:landkreise?s?|kreise?s?|county|district)\b.*$|\s(?:zwei|beide|mehrere|zweier|beider|mehrerer)\s(?:land)?kreise?r?\b.*$|\s(?:aus|from)\s(?:dem\s|der\s)?[A-ZÄÖÜ][\wäöüß-]{2,30}$|\s(?:and|und)$",
    re.I | re.S,
)
"""The county is no part of the function."""
_TOLD_AS = re.compile(r"^(?:\w+\s)?(?:ich|wir)\s.{0,60}?\bals\s+|^(?:i|we)\s.{0,40}?\bas\s+(?:an?\s|the\s)?", re.I)
"""In front of a function: "ich arbeite als ...", "I work as a ..."."""
_LEAD = re.compile(
    r".*\b(?:die|der|den|das|dem|eine?[nr]?|unsere?[nr]?|meine?[nr]?|im|in|bei|beim|um|uns|für|als|mit|the|an?|as|in)\s+", re.I | re.S
)
_POST = r"(?!(?:Gast|Gäste|Mitglied|Ansprech|Kontakt|Vertret|Teilnehm|Partner|Nachbar|Mitstreiter|Bewerber|Antragsteller)\w*)[A-ZÄÖÜ][\wäöüß-]{2,40}(?:in|er|ent|or|ist|ant|är|eur|oge|at|chef|kraft)"
_HOLDS = re.compile(
    rf"\b[Aa]ls\s({_POST})\b(?!\s[A-ZÄÖÜ])(?=[^.!?]{{0,60}}\bich\b)|\b(?:ich|mich)\b[^.!?]{{0,60}}\bals\s({_POST})\b(?!\s[A-ZÄÖÜ])"
    rf"|\bich\s({_POST})\sbin\b"
    rf"|\b(?:dem|der|denen|wo|weil|da)\sich\s(?:seit\s\w+\s|als\s)?({_POST})\s(?:bin|arbeite)\b"
    rf"|\b[Bb]in\s(?:ich\s)?(?:dort|hier|bei uns|da|selbst)\s({_POST})\b(?!\s[A-ZÄÖÜ])"
)
"""A function that no list knows, by the place of the word: "Als Kreisdirektorin habe ich ...", "ich bin dort Schriftführerin"."""
_THIRD = {
    "koordiniere": "Koordiniert", "leite": "Leitet", "verantworte": "Verantwortet", "betreue": "Betreut", "steuere": "Steuert",
}  # fmt: skip
_DOES = re.compile(
    r"\b(?:ich|und)\s(?:\w+\s)?(?P<verb>koordiniere|leite|verantworte|betreue|steuere)\s(?:(?:hier|dort|seit \w+|bei uns|im (?:Land)?kreis|für den (?:Land)?kreis)\s)*(?P<what>(?:die|den|das|unser\w*)\s[^,.;\n]{4,80}?)"
    r"(?=\s?\(|\s(?:im|in|beim|bei|am|seit)\b|\sund\s(?-i:[a-zäöü])|[,.;\n]|$)",
    re.I,
)
"""A function told by what somebody does: "ich koordiniere die Integrationsarbeit im Kreis"."""
_CARES = re.compile(
    r"\b(?:ich\s)?kümmere\s(?:ich\s)?mich\s(?:[^,.;!?]{2,40}?\s)?um\s(?!alles\b)(?P<what>[^,.;!?]{4,80}?)"
    r"(?=\s(?:im|in|beim|bei|am|seit)\b|\s(?-i:(?:und|da|weil|oder)\s[a-zäöü])|[,.;!?]|$)",
    re.I,
)
"""And by what they look after: "ich kümmere mich im Kreis um die Sprachkurse"."""
_DOES_LAST = re.compile(
    r"\b(?:wo|weil|da|der|die|dass)\s(?:ich)\s(?:seit [\w .]{2,20}?\s)?(?P<what>(?:die|den|das|unser\w*)\s[^,.;\n]{4,80}?)\s(?P<verb>koordiniere|leite|verantworte|betreue|steuere)\b",
    re.I,
)
"""The same in a clause of its own: "wo ich seit März die Koordinierungsstelle leite"."""
_DOES_BEHIND = re.compile(
    r"\b(?P<what>(?:die|den|das|eine?n?|unser\w*)\s[^,.;\n]{4,80}?),\s(?:die|den|das)\s(?P<verb>koordiniere|leite|verantworte|betreue|steuere)\sich\b",
    re.I,
)
"""What it is comes first: "wir haben eine Stabsstelle Integration, die leite ich"."""
_AFTER_NAME = re.compile(
    r"^\s*[,(–-]\s*(?P<role>(?:\d\.\s)?[^,;()\n.!?]{3,100}?)(?=\s(?:und|and)\s(?:zuständig|verantwortlich|responsible|erreichbar|zu erreichen)\b|[,;()\n.!?]|$)"
)
_CONTACT_WORD = re.compile(r"(?:tel|telefon|mobil|handy|fax|phone|e-?mail|mail|durchwahl)\b", re.I)
_TELLS = re.compile(r"(?:sie|er|ich|wir|es|bitte|nur|am besten|mo|di|mi|do|fr|she|he|i|we|please|only)\b", re.I)
_OUR_POST = re.compile(
    rf"(?:meine?[nr]?|unsere?[nr]?|die|der)\s(?:[a-zäöü]+\s)?(?:Kolleg(?:e|en|in)|Mitarbeiter(?:in)?|(?P<role>[A-ZÄÖÜ][^,]{{3,60}}?))\s(?:Herrn?\s|Frau\s)?(?P<name>(?i:{_TITLES}){_WORD}\s{_WORD})$"
)
_IT_IS_ME = re.compile(r"^\W*(?:das )?(?:bin|wäre?|übernehme|mache?) (?:dann |wohl |also )?ich(?: selbst)?\b[,:]?", re.I)
_NEXT_SENTENCE = re.compile(r"(?<=\d)\)?[.!]\s+(?=[A-ZÄÖÜ])")
"""Behind a telephone number somebody goes on writing."""
_HOW_TO_REACH = re.compile(r"[\s,(]*(?:tel|telefon|mobil|phone|e-?mail|[\w.+-]{1,64}@|\+?0\d)", re.I)
"""Behind a name and what follows it: that is their function, whatever it is called."""
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\wäöüß-]{1,63}(?:\.[\wäöüß-]{1,63}){1,6}")
_PHONE = re.compile(r"(?<![\w@.])(?:\+|00|\(?0)[\d\s()/.–-]{5,24}\d")
_FUNCTION = re.compile(
    r"^(?:integration|ki|kiz|infos?|post|buero|büro|kontakt|mail|office|amt|fd|fb|sg|oe|kreis|landkreis|lk|lra|scanner|scan|kopierer|noreply|vorzimmer|rathaus|migration|asyl|ehrenamt|soziales|service|hallo|anfragen?|willkommen|gemeinde|stadt|verein"
    r"|[\w-]{0,30}(?:amt|stelle|dienst|bereich|referat|dezernat|abteilung|sachgebiet|verwaltung|b(?:ü|ue)ro|sekretariat|postfach|zentrale|zentrum|team|beh(?:ö|oe)rde|koordination|management|integration|migration))(?:[._-]?\d{1,4}|(?:[._-][\w.-]{0,40}))*$",
    re.I,
)
"""The part before the @ of a mailbox that several read: a name of an office, alone or with what it is for."""
_OFFICE = re.compile(
    r"\W*(?:landratsamt|kreisverwaltung|fachdienst|fachbereich|fachstelle|stabsstelle|referat|abteilung|dezernat|sachgebiet|team|geschäftsstelle|sekretariat|vorzimmer|poststelle|\w*amt|\w*büro)\b(?!.*[,/])",
    re.I,
)
_CLOSES = re.compile(r"\s*(?:im auftrag|in vertretung|\w+ gr(?:ü|u|ue)(?:ß|ss)e?n?|\w+ (?:regards|wishes))\b", re.I)
"""Two words with capitals that are no name."""
_PRIVATE = re.compile(r"privat|fax|nicht veröffentlichen|nicht weitergeben|private", re.I)


def deputy_in(text: str) -> str:
    """Who writes when the writer is away, as named in prose: "Vertreten werde ich von Frau Lodde"."""
    return found["name"].strip() if (found := _DEPUTY.search(text)) else ""


def spoken_of(text: str) -> str:
    """The first person whom a text calls Frau or Herr without addressing them."""
    return clean_name(found["name"]) if (found := _SPOKEN_OF.search(text)) else ""


def given_with_address(text: str, sender: str) -> str:
    """The one person whose name and address, not the writer's own, a text gives."""
    others = {a.partition("@")[0] for a in emails_in(text) if a != sender.lower()}
    named = {clean_name(found["name"]) for found in _SPOKEN_OF.finditer(text)}
    theirs = {name for name in named if any(folded(name).split()[-1] in folded(box) for box in others)}
    return theirs.pop() if len(theirs) == 1 else ""


def name_and_role(text: str) -> tuple[str, str]:
    """The person named in prose, and their function if it stands beside the name."""
    flat = re.sub(r"[ \t]+", " ", text)
    for pattern in _INTRODUCED:
        if found := pattern.search(flat):
            if _is_only_a_role(found["name"]):
                continue
            beside, named = _without_role(found.groupdict().get("role") or "", found["name"])
            after = _AFTER_NAME.match(flat[found.end("name") :])
            if not re.search(ROLE_WORD, beside, re.I):
                beside = after["role"] if after and _is_role(after["role"]) else ""
            return clean_name(named), clean_role(beside)
    lowered = re.search(r"\b(?:ich bin|mein name ist|ich heiße)\s+([a-zäöüß]{2,20} [a-zäöüß-]{2,30}),\s*([a-zäöüß -]{4,60})", flat)
    if lowered and re.search(ROLE_WORD, lowered[2], re.I):
        return clean_name(lowered[1].title()), clean_role(lowered[2])
    return "", ""


def _is_only_a_role(name: str) -> bool:
    """ "Sachgebietsleiter Integration" looks like two names."""
    first, _, rest = name.partition(" ")
    return " " not in rest and bool(re.fullmatch(ROLE_WORD, first, re.I))


def _without_role(before: str, name: str) -> tuple[str, str]:
    """ "Integrationsbeauftragte Ramona Muster": a function in front belongs to what stands before the name."""
    first, _, rest = name.partition(" ")
    if " " in rest and re.fullmatch(ROLE_WORD, first, re.I):
        return f"{before} {first}".strip(), rest
    return before, name


def role_beside(text: str, name: str) -> str:
    """The function that stands behind a known name: "Friedbert Kunze, Referatsleiter Ordnung und Migration, Telefon ..."."""
    for found in re.finditer(re.escape(name), text) if name else ():
        after = _AFTER_NAME.match(text[found.end() :])
        if after is None or not _is_role(after["role"]):
            continue
        if re.search(ROLE_WORD, after["role"], re.I) or _HOW_TO_REACH.match(text[found.end() + after.end() :]):
            return clean_role(after["role"])
    return ""


def role_in(text: str) -> str:
    """The function somebody says of themselves, else the first words that name one."""
    flat = re.sub(r"[ \t]+", " ", text)
    if told := re.search(r"\b[Ff]unktion (?:ist|lautet|wäre|heißt):? (?P<is>[^,.;!?\n]{3,80})", flat):
        return clean_role(told["is"])
    if (found := _I_AM_A.search(flat)) and re.search(ROLE_WORD, found["role"], re.I):
        return clean_role(found["role"])
    if found := _BARE_BIN.search(flat):
        return clean_role(_without_lead(found["role"]))
    if works := re.search(
        r"\b(?:arbeite|tätig|work(?:ing)?|beschäftigt|employed)\b[^.\n]{0,30}?\b(?:als|as)\s+(?:eine?\s|an?\s|the\s)?(?P<as>[^,.;\n]{3,60}?)(?=\s+(?:und|and|im|in|bei|beim|at|tätig)\b|[,.;\n]|$)",
        flat,
    ):
        return clean_role(works["as"])
    if does := _DOES.search(flat):
        return f"{_THIRD[does['verb'].lower()]} {does['what']}"
    if cares := _CARES.search(flat):
        return f"Kümmert sich um {' '.join(cares['what'].split())}"
    if leads := _DOES_LAST.search(flat) or _DOES_BEHIND.search(flat):
        return f"{_THIRD[leads['verb'].lower()]} {leads['what']}"
    if charge := re.search(r"\bfür (?P<what>(?:die |den |das )?[^,.;\n]{4,80}?) (?:zuständig|verantwortlich)\b", flat):
        return f"Zuständig für {charge['what']}"
    if named := re.search(rf"(?<![\w-]){_ROLE}", flat):
        return clean_role(_without_lead(named[0]))
    if holds := _HOLDS.search(flat):
        return clean_role(next(filter(None, holds.groups())))
    return ""


def _without_lead(role: str) -> str:
    """ "uns im Kreishaus die Koordination": the words in front of a function are not all of it."""
    word = re.search(ROLE_WORD, role)
    before, rest = (role[: word.start()], role[word.start() :]) if word else ("", role)
    return _LEAD.sub("", before) + rest


def split_contact(value: str) -> tuple[str, str, str, str]:
    """(name, role, email, phone) of "Petra Vogt, Amtsleiterin Soziales, p.vogt@x.example, 0221 4710 190"."""
    value = _NEXT_SENTENCE.split(value)[0]
    email = email_in(value)
    phone = phone_in(value)
    rest = _PHONE.sub(" ", _EMAIL.sub(" ", value))
    rest = re.sub(r"\b(?:tel(?:efon)?|phone|fon|mobil|handy|durchwahl|rufnummer|e-?mail|mail)\b\.?:?", " ", rest, flags=re.I)
    rest = _IT_IS_ME.sub(" ", rest)
    parts = [p.strip(" .:;-–()\t") for p in re.split(r"[,;(\t]|\s[-–|]\s", rest)]
    parts = [p for p in parts if p and not _CONTACT_WORD.fullmatch(p)]
    ours = _OUR_POST.match(parts[0]) if parts else None
    if ours:  # "unsere Sozialplanerin Eva Beispiel"
        parts = [ours["name"], *filter(None, [ours["role"]]), *parts[1:]]
    name = clean_name(parts[0]) if parts else ""
    if len(parts) > 1 and len(parts[0].split()) == 1 and len(parts[1].split()) == 1 and not re.search(ROLE_WORD, parts[1], re.I):
        return clean_name(f"{parts[1]} {parts[0]}"), clean_role(parts[2] if len(parts) > 2 else ""), email, phone
    return name, clean_role(next(filter(_names_post, parts[1:]), "")), email, phone


def _names_post(part: str) -> bool:
    """A function is a noun; when somebody is best called, or a sentence about them, is none."""
    return bool(re.search(ROLE_WORD, part, re.I)) or (part[:1].isupper() and not _CONTACT_WORD.match(part) and not _TELLS.match(part))


def clean_name(name: str) -> str:
    """Without Herr, Frau and academic titles, first name first."""
    name = re.sub(r"\([^)]*\)", " ", _IT_IS_ME.sub(" ", name)).strip(" .,;:")
    if re.fullmatch(r"[\w'äöüßÄÖÜ-]+,\s*(?:Dr\.?\s|Prof\.?\s)*[\w' .äöüßÄÖÜ-]+", name):
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    while (
        shorter := re.sub(
            r"^(?:frau|herrn?|dr\.?(?: (?:med|phil|rer|jur|ing)\.?(?: pol\.?| nat\.?)?)?|prof\.?|dipl\.?-\w+\.?|ms\.?|mrs?\.?)\s+",
            "",
            name,
            flags=re.I,
        )
    ) != name:
        name = shorter
    words = name.split()
    while len(words) > 2 and re.fullmatch(ROLE_WORD, words[0], re.I):
        words.pop(0)
    return " ".join(words)


def clean_role(role: str) -> str:
    role = re.sub(r"^.*\b(?:ist|is|bin|wäre|benennen wir)\s+(?=\S)", "", role, flags=re.I)
    role = re.sub(
        r"^(?:(?:als|die|der|das|eine?|unsere?|the|an?|our|dort|hier|bei uns|im haus|bin|ist|sie|er|neue[rsn]?|frau|herrn?)\s+)+",
        "",
        role.strip(" .,;:–-"),
        flags=re.I,
    )
    role = re.sub(r"\s(?:hier|dort|da|bei uns)$", "", role, flags=re.I)
    role = _PLACE_BEHIND.sub("", _TOLD_AS.sub("", role))
    return role[:1].upper() + role[1:] if role else ""


def without_numbers(unit: str) -> str:
    """The name of an office without the telephone number behind it."""
    return re.split(r",?\s*\b(?:tel|telefon|fon|phone|durchwahl|mail|e-mail)\b", unit, maxsplit=1, flags=re.I)[0].strip(" ,;-–")


def _is_role(text: str) -> bool:
    if _CONTACT_WORD.match(text):
        return False
    return bool(re.search(ROLE_WORD, text, re.I)) or (len(text.split()) <= 5 and text[:1].isupper() and not re.search(r"\d|@", text))


def email_in(text: str) -> str:
    return next(iter(emails_in(text)), "")


def emails_in(text: str) -> list[str]:
    """The addresses in a text, normalised, in order."""
    return [a for a in map(normal, _EMAIL.findall(text)) if a]


def phone_in(text: str) -> str:
    """The official number named first, as E.164, "" if none."""
    return next(iter(phones_in(text)), "")


_A_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.(?:19|20)\d\d\b")


def phones_in(text: str) -> list[str]:
    """The numbers in a text as E.164, in order; private and fax numbers are passed over."""
    found: list[str] = []
    for line in text.split("\n"):
        for written in _PHONE.finditer(line[:2000]):
            before = line[max(0, written.start() - 60) : written.start()]
            nearest = re.split(r"[/|;,]", before)[-1]
            number = "" if _A_DAY.match(written[0].strip()) else e164(written[0])
            if number and not _PRIVATE.search(nearest):
                found.append(number)
    return found


def e164(written: str) -> str:
    digits = re.sub(r"\(0\)", "", written)
    plus = digits.strip().startswith("+") or digits.strip().startswith("00")
    digits = re.sub(r"\D", "", digits)
    if plus:
        digits = digits.removeprefix("00") if written.strip().startswith("00") else digits
        return f"+{digits}" if 8 <= len(digits) <= 15 else ""
    if not digits.startswith("0") or not 7 <= len(digits) <= 14:
        return ""
    return "+49" + digits[1:]


def is_function_mailbox(letter: Letter) -> bool:
    """A mailbox of an office, by its address, or because the office stands where others have their name."""
    local = letter.sender.address.partition("@")[0]
    return bool(_FUNCTION.match(local) or ("." not in local and _OFFICE.match(letter.sender.name)))


def _as_their_address_has_it(letter: Letter) -> str:
    """Two words of the letter that its sender's address joins with a dot, whatever their case: "hier lisa muster"."""
    wanted = letter.sender.address.partition("@")[0].lower().split(".")
    words = re.findall(r"[^\W\d_][\w-]*", f"{letter.new_text[:4000]}\n{letter.signature}")
    pairs = pairwise(words) if len(wanted) == 2 and all(len(w) > 1 for w in wanted) else ()
    return next((f"{a} {b}".title() for a, b in pairs if [folded(a), folded(b)] == wanted), "")


def writer(letter: Letter) -> str:
    """The person who writes, from the From header or the signature, "" for a function mailbox."""
    name = clean_name(letter.sender.name)
    if (
        name
        and len(name.split()) >= 2
        and not is_function_mailbox(letter)
        and not re.search(r"\d|verein|verband|gmbh|e\. ?v\b|amt\b|kreis|stadt", name, re.I)
    ):
        return " ".join(w.capitalize() if w.islower() else w for w in name.split())
    if spelt := _as_their_address_has_it(letter):
        return spelt
    for line in [*letter.signature.split("\n"), *reversed(letter.new_text.split("\n"))][:12]:
        if not _CLOSES.match(line) and re.fullmatch(rf"(?:Dr\. |Prof\. )*{NAME}", line.strip()):
            return clean_name(line)
    return ""
