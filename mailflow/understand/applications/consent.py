"""Consent to data processing: only an explicit statement counts, a refusal or a promise never does."""

from __future__ import annotations

import re

from mailflow.understand.wording import sentences

_ABOUT = re.compile(r"daten|speicher|datenschutz|einwillig|\bwilligen? |verarbeit|consent|data|privacy|dsgvo|zustimm|einverst", re.I)
_GIVEN = re.compile(
    r"einverstanden|stimme[n]?\b.{0,80}\bzu\b|zugestimmt|willige[n]?\b.{0,80}\bein\b|einwillig(?:e|en)\b|eingewilligt|(?:einwilligung|zustimmung|einverständnis)(?:serklärung)?\b.{0,140}(?:erteilt\b|gegeben\b|erklärt\b|liegt (?:bereits |ihnen |hiermit )?vor|liegt (?:bei|an)\b|füge|gebe|geben|ja\b|erteile|besteht)|(?:erteile|gebe|erklär)(?:n|en|t)?\b.{0,140}(?:einwilligung|zustimmung|einverständnis)|"
    r"(?:besteht|bestehen|habe[n]?|hat|gibt es|erheb\w+)\b.{0,100}\bkeine (?:bedenken|einwände|einwendungen)|gestatte|erlaube[n]? (?:ich|wir|ihnen|hiermit)|(?:ich|wir) (?:gestatte|erlaube)|"
    r"\b(?:ist|sind|geht)\b.{0,30}\b(?:ok|okay|in ordnung)\b|d[uü]e?rf(?:en|t)\b.{0,60}(?:gespeichert|speichern|verarbeite[nt]|verwenden|nutzen)|akzeptier|besteht (?:\w+ )?einverständnis|einverständnis besteht|\byou (?:may|can|are welcome to) (?:store|keep|process|save|use)\b|\b(?:daten (?:speichern|verarbeiten)|(?:daten)?speicherung|datenverarbeitung|einwilligung)\W{1,4}(?:klar|ok|okay|ja|gern|gerne|passt|in ordnung)\b|\bja,? (?:zur|gern zur) (?:einwilligung|speicherung|datenverarbeitung)\b|(?:speicherung|datenschutz|verarbeitung)\w*\b.{0,20}\b(?:ok|okay|in ordnung)\b|zustimmung (?:wird |ist )?erteilt|\bist (?:mir|uns|für mich|für uns|meinerseits|unsererseits) (?:\w+ )?(?:recht|kein problem)\b|(?:speicherung|verarbeitung)\b.{0,20}\bkein problem\b|\bmeinetwegen\b|\bvon mir aus\b|\bnichts (?:dagegen|einzuwenden)\b|\bfine (?:with|by) (?:me|us)\b|(?:haben sie|sie haben|hast du|habt ihr) (?:hiermit |dazu |dafür |natürlich |gern )*(?:meine?|unsere?)n? (?:\w+ )?(?:zustimmung|einwilligung|einverständnis|erlaubnis|ok|okay|segen)\b|\b(?:meine?|unsere?) (?:zustimmung|einwilligung|einverständnis|erlaubnis|ok|okay)\b[^,.;?!]{0,80}\b(?:haben sie|habt ihr|hast du)\b|consent (?:is )?(?:given|granted)|\b(?:give|grant)s?\b.{0,20}\bconsent\b"
    r"|\b(?:i|we|she|he|they|colleague)\b(?:(?!\bthat\b)[^.?!;]){0,80}?\b(?:consents?|agrees?|accepts?)\b(?! (?:that(?! (?:you|the forum|(?:my|our) data)\b)|with you)\b)|\bread and (?:agreed|accepted)\b",
    re.I,
)
_NO_OBJECTION = re.compile(
    r"\bkeine(?:rlei)? (?:bedenken|einwände|einwendungen)\b|\bkein problem\b|\bnichts (?:dagegen|einzuwenden)\b|\bnot object\b|\bno objections?\b",
    re.I,
)
_REFUSED = re.compile(
    r"\b(?:nicht|kein(?:e|en|er)?|noch nicht|widerspreche|verweiger|lehne|ausdrücklich nicht|not|don'?t|do not|refuse|withhold|folgt|reiche|nachgereicht|später|erst|will follow|later|sobald|falls|sofern|vorbehaltlich)\b|\bwenn\b.{1,60}\b(?:zustimmt|genehmigt|freigibt|erlaubt|einverstanden ist)\b|\b(?:if|once|unless|provided)\b.{1,60}\b(?:consents?|agrees?|accepts?|approves?|allows?)\b|\b(?:wird|werden|muss|müssen|soll|ist) (?:\w+ ){0,2}noch\b",
    re.I,
)
_SUPPOSED = re.compile(
    r"\b(?:ob|wer|wem|hoff\w*|vermut\w*|annehme|nehmen? an|davon aus|denken?|glauben?|sicher(?:lich)?|bestimmt|wahrscheinlich|wohl|vielleicht|eventuell"
    r"|whether|who|hope\w*|assum\w+|suppos\w+|presum\w+|expect\w*|think|believe|sure|usually|normally|generally|probably|perhaps|maybe)\b",
    re.I,
)
"""What somebody only expects, or asks about, has not been said."""
_NEW_CLAUSE = re.compile(r"(?:[,;:–]|\b(?:und|and|aber|but)\b)\s+(?!(?:dass|ob|wer|wem|that|whether|who)\b)", re.I)
_YES = re.compile(
    r"^\W*(?:\[?[xX✓☑✔]\]?\W*)?(?:ja|yes|freilich|natürlich|selbstverständlich|gern|gerne|dürfen sie|dürft ihr|einverstanden|erteilt|zugestimmt|stimme zu|willige ein|gegeben|ok|okay|wahr|true|on|agreed|x)\b",
    re.I,
)
_NO = re.compile(r"^\W*(?:nein|no|off|false|ich widerspreche|ich bin nicht)\b", re.I)
_BOX = re.compile(r"[\[(]\s{0,3}[xX]?\s{0,3}[\])]|[☐☒☑✓✔]")
_BOX_LINE = re.compile(r"\n(?=\s*(?:[-*•]\s*)?(?:[\[(]\s{0,3}[xX]?\s{0,3}[\])]|[☐☒☑✓✔]))")
"""A line that begins with a box goes on with no other."""
_CONSENT_LINE = re.compile(r"\n(?=[-*• ]{0,4}(?:einwilligung|einverständnis|zustimmung|consent)\b[^\n]{0,80}$)", re.I | re.M)
"""Nor does the line of a form that asks for it: "Einwilligung ja"."""
_TICKED = re.compile(r"(?:[\[(]\s*[xX]\s*[\])]|☒|☑|✓|✔)\s*(?P<text>.{0,160})")


def consent_in(text: str) -> bool | None:
    """True if given, False if refused or put off, None if nothing was said about it."""
    said: bool | None = None
    for sentence in sentences(_CONSENT_LINE.sub("\n\n", _BOX_LINE.sub("\n\n", text))):
        ticked = _TICKED.search(sentence)
        if ticked and _ABOUT.search(sentence):
            chosen = _ticked_in(sentence)
            return not (_NO.match(chosen) or _refuses(chosen))
        if not ticked and _BOX.search(sentence):
            continue  # a box left empty
        if not _ABOUT.search(sentence) or sentence.rstrip().endswith("?"):
            continue
        if _is_given(sentence):
            if _refuses(sentence):
                return False
            said = True
        elif _refuses(sentence) and re.search(r"einwillig|zustimm|einverst|consent", sentence, re.I):
            return False
    return said


def consent_of(value: str) -> bool | None:
    """The value of a field that asks for consent."""
    if not value.strip():
        return None
    is_ticked = bool(_TICKED.search(value))
    if not is_ticked and re.search(r"[\[(]\s*[\])]|☐", value):
        return False
    said = _ticked_in(value)
    if _refuses(said) or _NO.match(said):
        return False
    return True if is_ticked or _YES.match(said) or _GIVEN.search(said) else None


def _ticked_in(text: str) -> str:
    """The words whose box is ticked, in "[ ] ja [x] nein" as in "ja [ ] nein [x]"; without boxes, all of them."""
    ticked = _TICKED.search(text)
    if not ticked:
        return text
    is_behind = not _BOX.split(text)[-1].strip(" .;")
    words = _BOX.split(text[: ticked.start()])[-1] if is_behind else _BOX.split(ticked["text"])[0]
    return words.strip() or text


def _is_given(sentence: str) -> bool:
    """Whether some clause gives it, and not only supposes that somebody will."""
    return any(not _SUPPOSED.search(_NEW_CLAUSE.split(sentence[: found.end()])[-1]) for found in _GIVEN.finditer(sentence))


def _refuses(sentence: str) -> bool:
    return bool(_REFUSED.search(_NO_OBJECTION.sub(" ", sentence)))
