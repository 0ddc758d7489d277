"""Institutions that are no county: which one writes, of which kind, whether it asks to be a guest."""

from __future__ import annotations

import re

_CAP = r"[A-ZÄÖÜ][\wäöüßÄÖÜ.&-]{1,40}"
_TAIL = rf"(?:\s(?:für|of|for|der|des|und|and|the|im|in)\s{_CAP}|\s{_CAP}){{0,6}}"
_KINDS = (
    (
        "landkreistag",
        re.compile(
            rf"\b(?:[\wäöüß]*(?:Deutsche[rn]?|Niedersächsische[rn]?|Hessische[rn]?|Bayerische[rn]?|Thüringische[rn]?|Sächsische[rn]?)\s)?Landkreistag(?:e?s)?(?:\s{_CAP}){{0,3}}"
        ),
    ),
    (
        "other",
        re.compile(
            rf"\b(?:Ministerium|[A-ZÄÖÜ][a-zäöü]{{2,30}}ministerium|Landesamt|Bundesamt|Bezirksregierung|Regierungspräsidium|Senatsverwaltung|Staatskanzlei|Ministry|Jobcenter|Agentur|Handwerkskammer|Industrie- und Handelskammer|IHK|Volkshochschule)(?:\s(?:für|of|for|des|der)\s{_CAP})?{_TAIL}"
        ),
    ),
    (
        "science",
        re.compile(
            rf"\b(?:(?:Technische |Freie |Pädagogische )?(?:Universität|Hochschule|Fachhochschule|University|Institut|Institute|Forschungsinstitut|Forschungszentrum|Akademie|Lehrstuhl|Research Cent(?:er|re)){_TAIL}|(?:{_CAP}\s){{1,3}}(?:Lab|Laboratory)\b(?:\s{_CAP}){{0,3}}|{_CAP}\s(?:University|Hochschule|Institut)|(?:{_CAP}\s)?(?:Hogeschool|Universiteit|Université|Università|Universidad|College|School|Academy|Polytechnic){_TAIL})"
        ),
    ),
    (
        "civil_society",
        re.compile(
            rf"(?:(?:{_CAP}|für|und|der|die|im|in|am|an|zu|bei|auf|von|mit)\s){{1,6}}e\.\s?V\.|\b(?:Caritas(?:verband)?|Diakonie|Diakonisches Werk|AWO|DRK|Paritätische[rn]?|Malteser|Johanniter|Flüchtlingsrat|Initiative|Freiwilligenagentur|Verein|Netzwerk|[\wäöüß]*[Ss]tiftung|Foundation|Kirchenkreis|Kirchengemeinde|Bistum|Erzbistum|Dekanat|Landeskirche|Migrationsrat|Integrationsbeirat|Bürgerstiftung|Genossenschaft)(?:\s{_CAP}){{1,4}}|\b(?:{_CAP}\s){{1,4}}g(?:emeinnützige )?(?:GmbH|UG|eG)\b|\b(?:{_CAP}[- ]){{1,3}}Stiftung\b|\b(?:{_CAP}\s){{1,4}}(?:Foundation|Network|Association|Charity|Trust|Society|Alliance|Coalition|Initiative)\b"
        ),
    ),
    (
        "other",
        re.compile(rf"\b(?:{_CAP}\s(?:&\s|und\s)?){{1,4}}(?:GmbH|mbH|KG|UG|GbR|OHG|eG|Ltd|Inc|LLC)\b(?:\s&\sCo\.\sKG)?"),
    ),
    (
        "municipality",
        re.compile(
            rf"\b(?:Stadt|Gemeinde|Samtgemeinde|Verbandsgemeinde|Einheitsgemeinde|Amt|Markt|Kommune|Universitätsstadt|Hansestadt|Verwaltungsgemeinschaft)\s{_CAP}(?:\s(?:am|an der|im|in|bei)\s(?!(?:Land)?[Kk]reis\b){_CAP}|\s{_CAP})?"
        ),
    ),
)
_GUEST = re.compile(r"\bgast(?:status|mitglied|institution|zugang|rolle)?\b|\bals gäste\b|\bguest\b|\bgaststatus", re.I)
_MEMBER = re.compile(r"mitglied|beitritt|beitreten|aufnahme|aufnehmen|membership|member\b|join", re.I)


def institution_in(text: str) -> tuple[str, str]:
    """(name, guest kind) of the institution named first, in the order of how telling the words are; "" if none."""
    for kind, pattern in _KINDS:
        for found in pattern.finditer(text):
            name = re.sub(r"\s+(?:und|and|im|in|der|des|the|für|of|for|möchte|beantragt|bittet)$", "", found[0].strip(" .,;"))
            name = re.split(r"(?<=[a-zäöüß]{3})\.\s", name)[0]
            if kind == "landkreistag":
                name = re.sub(r"Landkreistag(?:e?s)\b", "Landkreistag", name)
            if kind == "civil_society":
                name = re.sub(
                    r"^(?:(?:wir|der|die|das|vom|von|für|und|im|gemeinnützige[rn]?|verein)\s+)+(?=.*e\.\s?V\.?)", "", name, flags=re.I
                )
                name = name if not name.endswith("e. V") else name + "."
                name = name if not name.endswith("e.V") else name + "."
            if len(name.split()) > 1 or kind == "landkreistag":
                return name, kind
    return "", ""


def guest_kind_of(name: str) -> str:
    """The kind of a named institution, "other" if its name does not tell."""
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), "other")


def asks_as_guest(text: str) -> bool:
    return bool(_GUEST.search(text))


def asks_for_membership(text: str) -> bool:
    return bool(_MEMBER.search(text))
