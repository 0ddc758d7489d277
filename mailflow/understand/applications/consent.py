"""Consent to data processing: only an explicit statement counts, a refusal or a promise never does."""

from __future__ import annotations

import re

from mailflow.understand.wording import sentences

_ABOUT = re.compile(
    r"daten|angaben|details|\binformation|\bstor(?:e|ing)\b|speicher|datenschutz|einwillig|\bwilligen? |verarbeit|consent|data|privacy|dsgvo|zustimm|einverst",
    re.I,
)
_DO = r"(?:speichern|verarbeiten|nutzen|verwenden|übernehmen|aufbewahren|ablegen|abspeichern|notieren|einspeichern|erfassen|hinterlegen)"
_DONE = r"(?:(?:ab|ein)?gespeichert|verarbeitet|genutzt|verwendet|aufgenommen|übernommen|aufbewahrt|abgelegt|erfasst|geführt|hinterlegt)"
_MAY = r"(?:darf|darfst|dürf(?:en|t)|duerf(?:en|t)|kann|kannst|könn(?:en|t)|koenn(?:en|t))"
_YOU = r"(?:sie|ihr|du|das forum|das netzwerk|die geschäftsstelle|das büro|das programmbüro)"
_GIVEN = re.compile(
    r"einverstanden|stimme[n]?\b.{0,80}\bzu\b|zugestimmt|willige[n]?\b.{0,80}\bein\b|einwillig(?:e|en)\b|eingewilligt|(?:einwilligung|zustimmung|einverständnis)(?:s?erklärung)?\b.{0,140}(?:erteilt\b|gegeben\b|erklärt\b|liegt (?:\w+ ){0,3}vor|liegt (?:bei|an)\b|füge|gebe|geben|ja\b|erteile|besteht)|(?:erteile|gebe|erklär)(?:n|en|t)?\b.{0,140}(?:einwilligung|zustimmung|einverständnis)|"
    r"(?:besteht|bestehen|habe[n]?|hat|gibt es|erheb\w+)\b.{0,100}\bkeine (?:bedenken|einwände|einwendungen)|gestatte|erlaube[n]? (?:ich|wir|ihnen|hiermit)|(?:ich|wir) (?:gestatte|erlaube)|"
    r"\b(?:ist|sind|geht)\b.{0,30}\b(?:ok|okay|in ordnung)\b|d[uü]e?rf(?:en|t)\b.{0,60}(?:gespeichert|speichern|verarbeite[nt])|akzeptier|besteht (?:\w+ )?einverständnis|einverständnis besteht|\byou (?:may|can|are (?:welcome|free) to) (?:\w+ )?(?:store|keep|process|save|use|hold|record)\b|\b(?:happy|fine|okay|ok|content) (?:for|with) (?:you|the forum|my|our)\b[^.?!;]{0,30}\b(?:stor\w+|keep\w*|process\w*|sav\w+|us(?:e|ing)|hold\w*)\b|\b(?:daten (?:speichern|verarbeiten)|(?:daten)?speicherung|datenverarbeitung|einwilligung|datenschutz|dsgvo|zustimmung)\W{1,4}(?:genehmigt|gestattet|erlaubt|akzeptiert|zugestimmt|klar|ok|okay|ja|gern|gerne|passt|in ordnung)\b|(?:speicherung|verarbeitung|datenschutz\w*|einwilligung)\b[^.?!;]{0,30}\bsagen? (?:ich|wir) (?:\w+ )?(?:ja|ok|okay)\b|\bja,? (?:zur|gern zur) (?:einwilligung|speicherung|datenverarbeitung)\b|(?:speicherung|datenschutz|verarbeitung)\w*\b.{0,20}\b(?:ok|okay|in ordnung)\b|zustimmung (?:wird |ist )?erteilt|\bist (?:mir|uns|für mich|für uns|meinerseits|unsererseits) (?:\w+ )?(?:recht|kein problem)\b|(?:speicherung|verarbeitung)\b.{0,20}\bkein problem\b|\bmeinetwegen\b|\bvon mir aus\b|\bnichts (?:dagegen|einzuwenden)\b|\bfine (?:with|by) (?:me|us)\b|(?:haben sie|sie haben|hast du|habt ihr) (?:hiermit |dazu |dafür |natürlich |gern )*(?:meine?|unsere?)n? (?:\w+ )?(?:zustimmung|einwilligung|einverständnis|erlaubnis|ok|okay|segen)\b|\b(?:meine?|unsere?) (?:zustimmung|einwilligung|einverständnis|erlaubnis|ok|okay)\b[^,.;?!]{0,80}\b(?:haben sie|habt ihr|hast du)\b|consent (?:is )?(?:given|granted)|\b(?:give|grant)s?\b.{0,20}\bconsent\b"
    r"|\b(?:i|we|she|he|they|colleague)\b(?:(?!\bthat\b)[^.?!;]){0,80}?\b(?:consents?|agrees?|accepts?)\b(?! (?:that(?! (?:you|the forum|(?:my|our) data)\b)|with you)\b)|\bread and (?:agreed|accepted)\b",
    re.I,
)
_PERMITTED = re.compile(
    rf"\b(?:{_MAY} {_YOU}|{_YOU} {_MAY})\b[^.?!;]{{0,80}}\b{_DO}\b|\b{_DO} {_MAY} {_YOU}\b|\b(?:gesagt|sage|erklärt|erkläre|bestätigt|bestätige|mitgeteilt|zugesagt|klar|okay|ok|recht), dass (?:sie|ihr|du)\b[^.?!;]{{0,60}}\b{_DO} {_MAY}\b|\bbitte (?:gern )?(?:speicher\w*|verarbeite\w*) (?:sie |ihr )?\b|\b{_MAY}\b[^.?!;]{{0,60}}\b{_DONE} werden\b",
    re.I,
)
_OF_THE_PERSON = re.compile(
    r"(?:^\W*|\b(?:meine?[nr]?|unsere?[nr]?|ihre?[nr]?|seine?[nr]?|diese)\s(?:\w+\s){0,3})(?:\w*daten|\w*angaben|\w*adressen?|\w*nummern?|namen?)\b(?! (?:zu[mr]?|über|aus|der|des|von)\b)",
    re.I,
)
"""Leave to store counts where it is about the writer's own data; "Sie dürfen unsere Daten zur Wohnungslage nutzen" is an offer."""
_NO_OBJECTION = re.compile(
    r"\bkeine(?:rlei)? (?:bedenken|einwände|einwendungen)\b|\bkein problem\b|\bnichts (?:dagegen|einzuwenden)\b|\bnot object\b|\bno objections?\b",
    re.I,
)
_REFUSED = re.compile(
    r"\b(?:nicht|kein(?:e|en|er)?|noch nicht|widerspreche|verweiger|lehne|ausdrücklich nicht|not|don'?t|do not|refuse|withhold|folgt|reiche|nachgereicht|später|erst|will follow|later|sobald|falls|sofern|vorbehaltlich)\b|\bwenn\b.{1,60}\b(?:zustimmt|genehmigt|freigibt|erlaubt|einverstanden ist)\b|\b(?:if|once|unless|provided)\b.{1,60}\b(?:consents?|agrees?|accepts?|approves?|allows?)\b|\b(?:wird|werden|muss|müssen|soll|ist) (?:\w+ ){0,2}noch\b",
    re.I,
)
_SUPPOSED = re.compile(
    r"\b(?:ob|wer|wem|welche[nrsm]?|wie lange|wozu|wofür|hoff\w*|vermut\w*|annehme|nehmen? an|davon aus|denken?|glauben?|sicher(?:lich)?|bestimmt|wahrscheinlich|wohl|vielleicht|eventuell"
    r"|whether|who|which|how long|hope\w*|assum\w+|suppos\w+|presum\w+|expect\w*|think|believe|sure|usually|normally|generally|probably|perhaps|maybe)\b",
    re.I,
)
"""What somebody only expects, or asks about, has not been said."""
_NEW_CLAUSE = re.compile(r"(?:[,;:–]|\b(?:und|and|aber|but)\b)\s+(?!(?:dass|ob|wer|wem|that|whether|who)\b)", re.I)
_YES = re.compile(
    r"^\W*(?:\[?[xX✓☑✔]\]?\W*)?(?:ja\w{0,4}|jo|jep|freilich|klar|natürlich|selbstverständlich|sicher|gerne?|passt|geht klar|kein problem|in ordnung|genehmigt|gestattet|erlaubt|akzeptiert|freigegeben|liegt vor|meinetwegen|von mir aus|machen sie|macht|sure|of course|certainly|(?:das )?(?:dürfen|können) sie|(?:das )?(?:dürft|könnt) ihr|(?:das )?(?:darfst|kannst) du|you may|yes|einverstanden|erteilt|zugestimmt|stimme zu|willige ein|gegeben|ok|okay|wahr|true|on|agreed|x)\b",
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
    permitted = _PERMITTED.finditer(sentence) if _OF_THE_PERSON.search(sentence) else ()
    return any(not _SUPPOSED.search(_NEW_CLAUSE.split(sentence[: found.end()])[-1]) for found in (*_GIVEN.finditer(sentence), *permitted))


def _refuses(sentence: str) -> bool:
    return bool(_REFUSED.search(_NO_OBJECTION.sub(" ", sentence)))
