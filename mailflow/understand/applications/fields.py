"""Labelled answers of an application: "Funktion: ...", tables, answers below a label, in German and English."""

from __future__ import annotations

import re

_LABELS = {
    "landkreis": r"landkreis|kreis|lk|(?:name des )?(?:land)?kreises?|(?:name (?:der |des |unserer |unseres )?)?(?:gebiets)?körperschaft|kreisverwaltung|landratsamt|(?:für |aus |in )?welche[mnrs]? (?:land)?kreis\b.{0,60}|district|county|kommune",
    "bundesland": r"bundesland|land|federal state|state",
    "organisation": r"organisation|institution|einrichtung|verein|träger|behörde|organization",
    "given_name": r"(?:vor|ruf)name|(?:first|given) name",
    "family_name": r"(?:nach|familien|zu)name|surname|(?:last|family) name",
    "contact_name": r"(?:(?:erste[rn]?|1\.|feste[rn]?|ständige[rn]?|künftige[rn]?|fachliche[rn]?) )?(?:haupt)?ansprech(?:person|partner(?:in)?)|kontakt(?:person|daten)?|(?:voller |vollständiger )?name|(?:vor|nach|zu)(?:-|name,?)? ?(?:und|/|&)? ?(?:nach|zu|familien|vor)?name|vertreten durch|vorsitz(?:ende[rn]?)?|geschäftsführ(?:er(?:in)?|ung)|gemeldet wird|(?:ständige )?vertreter(?:in)?|teilnehmer(?:in)?|delegierte|zuständig|contact(?: person)?|full name|(?:teilnehmende |zuständige |verantwortliche |benannte |meldende |anmeldende )?person|wer (?:ist|wird|wäre) .{0,40}ansprech.{0,60}",
    "role": r"funktion|position|rolle|aufgabe|tätigkeit|dienststellung|role|function|job title|stelle|amtsbezeichnung|dienstbezeichnung|beruf|job|aufgaben(?:gebiet|bereich)|zuständigkeit|(?:in )?welche[rn]? (?:funktion|rolle|position)\b.{0,40}",
    "unit": r"(?:organisations|org\.?-?)?einheit|oe|organisationseinheit(?: \(.{0,40}\))?|amt|fach(?:dienst|bereich|amt)|stabsstelle|dezernat|abteilung|sachgebiet|(?:organisational )?unit(?: \(.{0,40}\))?|department",
    "email": r"(?:dienstliche )?e-?mail(?:-?adresse)?|mail(?:adresse)?|dienst(?:lich(?:e adresse)?|adresse)|e-?mail address",
    "phone": r"tel(?:efon)?(?:nummer)?|tel\.|telefonnr\.?|mobil(?:telefon)?|durchwahl|nebenstelle|fon|handy(?:nummer)?|diensthandy|telefonisch|erreichbar(?:keit)?|rufnummer|phone(?: number)?|telephone|wie (?:erreichen|können) wir sie .{0,20}telefonisch.{0,20}|unter welcher (?:telefon)?nummer\b.{0,40}",
    "topics": r"(?:interessante |gewünschte |bevorzugte |wichtige |fachliche |inhaltliche )?(?:kern|haupt|schwerpunkt|wunsch|fach)?-?them(?:en|a)(?:wünsche|felder|bereiche|gebiete|schwerpunkte)?(?: und arbeitsgruppen)?|(?:für |an |in |bei )?welchen? (?:themen|arbeitsgruppen)\b.{0,60}|interessen?(?: an)?|interessiert (?:an|uns|mich)|(?:will |wollen |möchte[n]? )?mit(?:reden|arbeiten|machen|wirken) (?:bei|in|an)|(?:handlungs|arbeits)?felder|bereiche?|interess\w{0,3}(?:gebiete?|schwerpunkte?)|interessen ?/ ?arbeitsgruppen|arbeitsgruppen?|ags?|(?:fachliche |inhaltliche |thematische )?schwerpunkte?|topics?|interests?|wunsch-?(?:ags?|arbeitsgruppen?|gruppen?|themen)|working groups?|gewünschte (?:arbeitsgruppen|ags?|themen)",
    "motivation": r"(?:unsere |ihre |meine )?motivation|(?:warum|weshalb|wieso|why)(?: (?:möchten?|wollen?|interessier\w*|bewerben|would|do) .{2,80})?|was (?:erhoffen?|erwarten?|wünschen?|versprechen|verspreche) .{2,60}|(?:beweg|haupt|hinter)?gr(?:und|ünde)|anlass|begründung|ziele?|was (?:wir|ich) (?:uns|mir)? ?(?:erhoffen?|wünschen?)|erwartung(?:en)?|weil|wozu|nutzen|why(?: would you like to (?:take part|join))?|reason|anliegen",
    "consent": r"einwilligung(?: .{0,60})?|datenschutz(?:erklärung|hinweise?)?(?: .{0,40})?|dsgvo(?: .{0,40})?|einverständnis(?:erklärung)?(?: .{0,60})?|datenverarbeitung|datennutzung|einverstanden(?: .{0,60})?|zustimmung(?: .{0,40})?|consent(?: .{0,60})?|daten speichern|(?:ich )?willige? .{0,60}|(?:daten)?speicherung(?: .{1,40})?|(?:stimmen sie|willigen sie|dürfen wir|erlauben sie|sind sie (?=.{0,90}einverstanden)|do you (?:agree|consent)\b)(?=.{0,90}(?:daten|speicher|data\b)).{0,100}",
    "deputy": r"(?:stell)?vertretung|stellvertreter(?:in)?|deputy",
    "mailbox": r"(?:funktions|sammel)postfach|(?:shared|function) mailbox",
    "purpose": r"zweck|anlass|purpose",
    "colleague": r"weitere person|kolleg(?:e|in)|further person|colleague",
}
_LINE = re.compile(
    r"^(?:[^\w\[(☐☒☑]{1,6}|\s*(?:o|\d{1,2}[.)]|[a-z]\))\s)?\s*(?P<label>[^:?\t]{2,110}?)[\s._…-]*(?:[:?]+|\t)\s*(?P<value>.*)$"
)
_ONLY = re.compile(r"^\s*(?:[-*•·–]|\d{1,2}[.)])?\s*(?P<label>[^:?\t]{2,110}?)\s*[:?]*\s*$")
_COLUMNS = re.compile(
    r"^(?:[-*•·–]\s*)?(?P<label>[^\W\d_](?: ?[^\s:?._…|=]){1,40}?)(?: {2,}|\s?[._…]{3,}\s?|\s(?:\||=|=>|→|->|»|[-–—])\s|\s?;\s?)\s*(?P<value>[^\s:].*)$"
)
"""Label and value side by side, with blanks, dots, a stroke or the semicolon of a table between them."""
_FRAMED = re.compile(
    r"^[|│┃]\s*(?P<label>[^|│┃]{2,60}?)\s*[|│┃]\s*(?P<value>[^|│┃]*?)\s*[|│┃]?$|^\[(?P<bracketed>[^\W\d_][^\]\n]{2,60})\]\s*(?P<behind>\S.*)$"
)
"""A row of a table drawn with strokes, or a label in brackets."""
_IN_A_VALUE = re.compile(r"\([^)]*$|\b0\d{2}")
"""A colon inside brackets, or behind a telephone number, belongs to the value: "Telefon 030 23125 (privat: ...)"."""
_ANY_LABEL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items()), re.I)
_BESIDE = re.compile(r"(?:[,;.|/]|\s[–-])\s+(?=(?P<label>[^\W\d_][^,;:?|/]{1,40}?)\s?:\s?\S)")
"""Where a further label may begin on the same line: "Name: Eva Beispiel, Funktion: Leitung"."""
_POSSESSIVE = re.compile(r"^(?:ihre?|meine?|unsere?|eure?|der|die|das|your|my|our)\s+", re.I)
_QUALIFIED = re.compile(r"\s*(?:\((?:dienstlich|büro|work)\)|\b(?:dienstlich|für|an|zur|zum|der|des|of|for)\b.{0,60})$", re.I)
"""What narrows a label: "Grund für den Antrag", "Telefon (dienstlich)"."""
_LONG = ("motivation", "topics", "consent")
SHORTEST_SENTENCE = 4
"""Words of a line that goes on with what a label asked for; closings have fewer."""
_PROMISED = re.compile(
    r"\W*(?:(?:wird|werden|folgt|folgen|kommt|reiche ich|reichen wir)(?: (?:noch|später|separat|bald|gesondert|nach|geklärt|nachgereicht|nachgeliefert|nachgetragen|ergänzt|benannt|mitgeteilt|bekannt ?gegeben))*|noch (?:offen|unklar|nicht bekannt|zu klären)|steht noch nicht fest|unbekannt|k\.? ?a\.?|n/?a|to follow|follows|tb[acd]|to be (?:confirmed|named|announced))\W*",
    re.I,
)
"""Says of a field that it is empty for now."""
_LISTED = ("motivation", "topics")
"""What may fill several lines below its label."""


_ASKS_FOR = (
    ("consent", r"(?=.*(?:daten|angaben|speicher|data|details|store)).*(?:d(?:ü|ue)rfen|k(?:ö|oe)nnen|einverstanden|stimm|willig|erlaub|gestatt|recht|may|can|agree|consent|ok\b)"),
    ("phone", r".*(?:telefon|rufnummer|nummer|anrufen|durchwahl|phone|number|call)"),
    ("email", r".*(?:mail)"),
    ("bundesland", r".*(?:bundesland|federal state)"),
    ("topics", r".*(?:them(?:a|en)|arbeitsgruppe|\bags?\b|schwerpunkt|interessier\w* (?:sie|euch|dich)|topics?|working group)"),
    ("motivation", r".*(?:warum|weshalb|wieso|wozu|erhoff|erwart|verspr[ei]ch|motiv|beweg|gr(?:u|ü)nd|anlass|w(?:ü|ue)nsch|bringt (?:sie|euch|dich)|why|hope|expect|reason)"),
    ("landkreis", r".*(?:welche[nrsm]?\b.*kreis|aus welcher|which (?:county|district)|f(?:ü|ue)r wen\b)"),
    ("contact_name", r".*(?:\bwer\b|\bwen\b|ansprech|kontaktperson|\bnamen?\b|hei(?:ß|ss)en|\bwho\b|contact)"),
    ("role", r".*(?:funktion|position|rolle|aufgabe|tätig|\brole\b|job)"),
)  # fmt: skip
"""What a question of the forum asks for, whatever its words; the first that fits."""


def asked_for(question: str) -> str:
    """The field that a question of a form asks for; "" if it is no question or asks for something else."""
    asked = question.strip()[-300:]
    return next((name for name, words in _ASKS_FOR if re.match(words, asked, re.I)), "") if asked.endswith("?") else ""


def labelled(text: str) -> dict[str, str]:
    """Field -> value; the first value given for a field counts. The colon in "Ansprechpartner:in:" belongs to the label."""
    lines = [re.sub(r"([a-zäöü])[:*_/](?=in\b|innen\b)", r"\1", line.strip()[:600]) for line in text.split("\n")[:1000]]
    lines = _side_by_side(lines)
    lines = [part for line in lines for part in _one_by_one(_unframed(line.replace("partner(in)", "partnerin")))]
    found: dict[str, str] = {}
    at = 0
    while at < len(lines):
        name, value, used = _field(lines, at)
        if name and value and name not in found and not (is_promised(value) and name != "consent"):
            found[name] = value
        at += used
    return whole_name(found)


def whole_name(fields: dict[str, str]) -> dict[str, str]:
    """The fields, where a form asks for given and family name apart: with both as the name of the contact."""
    given, family = fields.get("given_name", ""), fields.get("family_name") or fields.get("contact_name", "")
    whole = family if given in family.split() else f"{given} {family}".strip()
    return fields | {"contact_name": whole} if family else fields


def _one_by_one(line: str) -> list[str]:
    """The labelled values of a line, each for itself."""
    cuts = [m for m in _BESIDE.finditer(line) if _label(m["label"]) and _ends_value(line[: m.start()])]
    starts, ends = [0, *(m.end() for m in cuts)], [*(m.start() for m in cuts), len(line)]
    return [line[start:end] for start, end in zip(starts, ends, strict=True)]


def _ends_value(before: str) -> bool:
    """Whether what stands before a label is a whole value, not the first half of "Nachname, Vorname:" or an open bracket."""
    return not _label(before) and before.count("(") <= before.count(")")


_CELLS = re.compile(r"\s*[|│┃;\t]\s*")


def _side_by_side(lines: list[str]) -> list[str]:
    """A table whose labels stand in its first row, as lines of label and value."""
    found: list[str] = []
    at = 0
    while at < len(lines):
        labels, values = (_CELLS.split(line.strip("|│┃ ")) for line in (lines[at], lines[at + 1] if at + 1 < len(lines) else ""))
        if len(labels) == len(values) >= 3 and sum(bool(_label(label)) for label in labels) >= 3 and not any(map(_label, values)):
            found += [f"{label}: {value}" for label, value in zip(labels, values, strict=True)]
            at += 2
        else:
            found.append(lines[at])
            at += 1
    return found


def _unframed(line: str) -> str:
    """A row of a drawn table as "label: value"; any other line as it is."""
    row = _FRAMED.match(line)
    label = (row["label"] or row["bracketed"]) if row else ""
    return f"{label}: {row['value'] or row['behind'] or ''}" if row and _label(label) else line


def _field(lines: list[str], at: int) -> tuple[str, str, int]:
    """(field, value, lines used) of the line at this place."""
    match, name = _line(lines[at])
    if match and name:
        if match["value"].strip():
            value = [match["value"].strip()]
            used = 1
            while (
                name in _LONG
                and at + used < len(lines)
                and (_goes_on(lines[at + used], value[-1]) or (name == "motivation" and _is_prose(lines[at + used])))
            ):
                value.append(lines[at + used])
                used += 1
            return name, " ".join(value), used
        return _below(name, lines, at)
    only = _ONLY.match(lines[at])
    if only and (name := _label(only["label"])) and (_ends_like_label(lines[at]) or len(only["label"].split()) <= 8):
        return _below(name, lines, at)
    return "", "", 1


def _below(name: str, lines: list[str], at: int) -> tuple[str, str, int]:
    """The value stands in the next line that is not empty, unless that is a label of its own."""
    below = at + 1
    while below < len(lines) and not lines[below] and below < at + 4:
        below += 1
    if below >= len(lines) or not lines[below] or is_label(lines[below]):
        return "", "", 1
    value = [lines[below]]
    while name in _LISTED and below + len(value) < len(lines) and _goes_on_below(lines[below + len(value)]):
        value.append(lines[below + len(value)])
    return name, ", ".join(value) if name == "topics" else " ".join(value), below - at + len(value)


def _goes_on_below(line: str) -> bool:
    return bool(line) and not is_label(line) and not _ends_like_label(line)


def is_label(line: str) -> bool:
    """Whether a line is the label of a field, with or without its value."""
    only = _ONLY.match(line)
    return bool(_line(line)[1] or (only and _label(only["label"])))


def _line(line: str) -> tuple[re.Match[str] | None, str]:
    """A line read as label and value, and the field that its label names."""
    matches = (_LINE.match(line), _COLUMNS.match(line))
    return next(((m, name) for m in matches if m and (name := _label(m["label"]))), (None, ""))


def _ends_like_label(line: str) -> bool:
    return line.rstrip().endswith((":", "?"))


def _goes_on(line: str, before: str) -> bool:
    """The next line of a wrapped value."""
    return bool(line) and not is_label(line) and (len(before) > 60 or line[:1].islower()) and not before.endswith((".", "!"))


def is_promised(value: str) -> bool:
    """Whether what stands behind a label only says that it will follow."""
    return bool(_PROMISED.fullmatch(value))


def _is_prose(line: str) -> bool:
    """A sentence of its own below the one that follows a label."""
    return len(line.split()) > SHORTEST_SENTENCE and line[-1] in ".!" and not is_label(line)


def _label(text: str) -> str:
    if _IN_A_VALUE.search(text):
        return ""
    text = _POSSESSIVE.sub("", re.sub(r"[*_]", "", text).strip())
    return _field_of(text) or _field_of(_QUALIFIED.sub("", text)) or _field_of(text.partition("/")[0].strip())


def _field_of(text: str) -> str:
    named = _ANY_LABEL.fullmatch(text)
    return (named.lastgroup or "") if named else ""
