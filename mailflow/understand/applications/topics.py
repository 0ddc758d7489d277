"""What an applicant wants to work on, and why: topics, working groups, motivation."""

from __future__ import annotations

import re

from mailflow.model.vocabulary import Vocabulary
from mailflow.understand.applications.contact import ROLE_WORD
from mailflow.understand.applications.fields import is_promised
from mailflow.understand.wording import normal_words, says, sentences

_ABOUT = re.compile(
    r"\b(?:\w{0,20}them(?:a|en)|interess\w*|interest\w*|beschäftig\w*|treib\w*|beweg\w*|drück\w*|brenn\w*|spannend|wichtig|am herzen|vordergrund|bereich\w*|gebiete?n?|ein(?:zu)?bringen|mit(?:zu)?(?:reden|arbeiten) (?:bei|in|im|an)|geht es|ging es|\w{0,20}schwerpunkt\w*|arbeitsgruppen?|ags?\b|topics?|working groups?)",
    re.I,
)
_LIST = re.compile(
    r"(?=\b(?:(?:kern|haupt|schwerpunkt|wunsch|fach)?them(?:a|en)(?:w(?:u|ü)nsche?|felder|bereiche)?\b(?:, die (?:uns|mich) [^,.]{2,40},(?: sind| wären))?(?: (?:für|bei) (?:uns|mich))?|\w{0,20}schwerpunkte?(?: lieg\w*| ist| sind| wären?)(?: bei uns| derzeit| vor allem)?(?: bei(?:m)?| auf| im| in)?|(?:im|in den|in dem|auf dem|für den) (?:bereich(?:en)?|gebiet(?:en)?|feld(?:ern)?)|interessen? (?:liegt|liegen|gilt|gelten|besteht|bestehen|hätten|haben|habe|wäre|ist|sind)(?: wir| ich| vor allem| besonders)*(?: bei(?:m)?| an| auf| in| im| für)?|(?:mitreden|mitarbeiten|mitwirken|einbringen) (?:bei(?:m)?|in|an|im)|interessier\w* (?:sind |sich |mich |uns |wir |w(?:ü|ue)rden? |t(?:ä|ae)ten? |k(?:ö|oe)nnten? )*(?:für|an|besonders)?|interesse an|g(?:eht|ing|inge) es (?:mir|uns)(?: \w+){0,2} ums?|es g(?:eht|ing|inge) (?:mir|uns)(?: \w+){0,2} ums?|(?:uns|mir) lieg(?:t|en)|(?:mir|uns) g(?:eht|ing|inge) es(?: \w+){0,2} ums?|spannend (?:wären?|waeren?|f(?:ä|ae)nden?|finden?|ist|sind) (?:ich |wir |für (?:mich|uns) )?|vor allem|\b(?:uns|mich) (?:beschäftig\w*|interessier\w*|treib\w*|bewegt|bewegen|drückt|drücken)(?: (?:vor allem|besonders|derzeit|gerade))?|(?:besonders |vor allem |derzeit )?(?:beschäftig\w*|interessier\w*|treib\w*|bewegt|bewegen|drückt|drücken|brennt|brennen) (?:uns|mich)(?: (?:vor allem|besonders|derzeit|gerade))?|thematisch (?:liegt|liegen|steht|stehen|interessiert|interessieren|reizt|reizen) (?:uns|mich|mir)|besonders|insbesondere|für die arbeitsgruppen?|arbeitsgruppen?|mit\b|topics?|interested in|like\b)\s*:?\s*"
    r"(?:den |die |das |der |dem |the |an |für |uns |sind |themen |vor allem |besonders |wir |wären |waeren |sind |ist |wäre |are |is |would be )*(?P<list>[A-ZÄÖÜa-z][^.;:\n]{2,160}))",
    re.I,
)
_LIST_BEFORE = re.compile(
    r"(?:^|[.:;!]\s)(?!(?:besonders|insbesondere|thematisch|fachlich|inhaltlich|vor allem|am|derzeit|aktuell|zurzeit|momentan|davon|damit|dabei|da|das|dies\w*|es|hier|was|wie|wo|wer|wir|ich|uns|mich|mir|bei|wichtig|spannend|so|auch|für|in)\b)(?P<list>(?-i:[A-ZÄÖÜ])[^.;:!?]{2,120}?) (?:lieg\w*|interessier\w*|beschäftig\w*|beweg\w*|treib\w*|drück\w*|brenn\w*|sind|ist|wären?|steh\w*|reiz\w*)\s(?:(?!bei\b)\w+ )?(?:mir|uns|mich|für (?:mich|uns)|unsere?|meine?)\b",
    re.I,
)
"""What is listed stands in front: "Sprache und Wohnen liegen mir am Herzen"."""
_WHY = re.compile(
    r"erhoff|verspr[ei]ch\w* (?:wir|ich|uns|mir|sich)\b|\bgeht es (?:uns|mir)\b|\b(?:uns|mir) geht es\b|am herzen|\b(?:er|sie) (?:will|möchte|sucht|braucht|wünscht)\b|\b(?:ist|wäre) (?:uns|mir) (?:\w+ )?wichtig|\b(?:uns|mir) (?:ist|wäre) (?:\w+ )?wichtig|neugierig|\b(?:since|as) (?:i|we|our)\b|\b(?:da|zumal) (?:wir|ich|bei|unsere?|es|hier)\b|erwart|weil|fehlt|fehlen|möchten wir|wir möchten|wollen wir|wir wollen|ich möchte .{0,80}(?:lernen|austausch|vernetz)|suchen|austausch|lernen|profitieren|einbringen|beweggrund|hintergrund|anlass (?:ist|unseres)|unser ziel|vernetz|voneinander|"
    r"\bdenn\b|\bmotivation\b|\bwe (?:want|need|would like|struggle)\b|damit wir|möchten?\b.{0,80}\b(?:teilen|weitergeben|beitragen|zeigen|berichten|mitgestalten|weiterentwickeln|aufbauen|verbessern|stärken|ausbauen)|"
    r"würden gern|würde gern|würden?\b.{0,80}\b(?:teilen|weitergeben|zurückspielen|zurückgeben|berichten)|\bbringen?\b.{0,80}\bmit\b|mitbringen|beisteuern|warum|lösen|wiederholen|neu erfinden|ohne netzwerk|einzelkämpfer|kleiner? landkreis|können .{0,80}(?:beitragen|tragen|einbringen)|hear|share|learn|exchange|hope|because|einzige|allein|unterstütz|brauchen|bedarf|impulse|anregung|ideen|abstimmen|abgleich|vergleichen|begründend|zur begründung",
    re.I,
)
_SAYS_WHY = re.compile(
    r"(?:^\W*|[.!?]\s)(?:(?:unsere?|meine?|kurze?)\s)?(?:begründung|(?:beweg|hinter)?grund|motivation|anlass|warum|weshalb|wieso|reason|why)(?:(?:\s\w+){0,4}\s*[:?]|\s*[–-]|\s(?:ist|sind|dafür|hierfür)\b)",
    re.I,
)
"""A label in the middle of a paragraph."""
_ASKS_THE_FORUM = re.compile(r"\b(?:Sie|Ihnen|ihr|euch|you)\b.*\?\W*$")
"""A question to its reader is no motive; one the applicant asks itself may be."""
_BECAUSE = re.compile(r"\b(?:weil|because)\b|, (?:um|damit)\b", re.I)
_BARE_WISH = re.compile(
    r"\b(?:möchte|würde|will|wolle)n?\b(?:(?!\bund\b)[^.;,]){0,80}?\b(?:mitglied (?:(?!und\b)\w+ ){0,5}?werden|mitmachen|dabei ?sein|beitreten|teilnehmen|mitarbeiten|anmelden|anschließen|dazustoßen|aufgenommen werden)\b",
    re.I,
)
"""To want to join is no reason for it."""
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,120}")
_NOT_WHY = re.compile(
    r"tel(?:efon\w*)?\b|einwillig|einverstanden|speicher|datenschutz|erreich|mitglied werden|beitreten\b|consent|nehmen sie uns auf|als gast im (?:forum|netzwerk)|anbei|im anhang|gaststatus vertreten|take part in the forum|als gast an",
    re.I,
)


_LEARNT = re.compile(
    r"\b(?:weiß|finde|glaube|denke|merke|sehe|erlebe|kenne|habe) ich\b|\bich (?:weiß|finde|glaube|denke|merke|sehe|erlebe|kenne|habe)\b|\bi (?:know|think|find|see|have)\b",
    re.I,
)
_OURS = re.compile(r"\b(?:wir|uns|unser\w*|we|us|our)\b", re.I)
_ABOUT_THE_LETTER = re.compile(
    r"[?@]|\b(?:bitte\w*|dank\w*|freuen?|grüß\w*|später|folgt|nachreich\w*|anlage|anhang|formular|beantrag\w*|antrag\w*|anmeld\w*|bewerb\w*|(?<!unsere )(?<!unseren )(?<!unserer )mitglied\w*|gast\w*|mitmach\w*|aufnahme|aufgenommen|beitritt|beitret\w*"
    r"|ansprech\w*|kontakt\w*|vertret\w*|heiße|name|daten|zustimm\w*|interess\w*|mailadresse|nummer|scan\w*|gescannt\w*|kopierer|gerät|document|please|thank\w*|attach\w*|apply|member\w*|join)\b",
    re.I,
)
_NAMES_SOMEBODY = re.compile(
    rf"\b(?:ich|bin|heiße|frau|herrn?|dr|prof|i|am|mr|mrs|ms|unterzeichne\w*|mein\w*|my)\b|\d{{4}}|{ROLE_WORD}", re.I
)
"""Tells who applies, and not why."""
_APART = re.compile(r"\s+um(?=\s*,)|(?<=,)\s+(?:daneben|außerdem|ferner|zudem|dann|schließlich)(?: (?:noch|auch))?", re.I)
"""What belongs to the verb and not to the list: "uns treibt die Gesundheit um, daneben das Ehrenamt"."""
_HOW_TO_REACH = re.compile(r"@|\d{3}|^(?:tel|mail|fax|mobil)\w*", re.I)
_A_CLAUSE = re.compile(
    r"\b(?:uns|wir|mich|ich|sich|interessier\w*|beschäftig\w*|are|we|us|da(?:ran|rum|rin|rauf|mit|von|f(?:ü|ue)r))\b", re.I
)
"""Words of a clause, not of a topic."""


def topics_in(value: str, text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The topics of the field, else those the prose lists, else groups it names."""
    if value:
        return _split(value)
    found: list[str] = []
    for sentence in sentences(text):
        if not _ABOUT.search(sentence):
            continue
        for listed in (*_LIST.finditer(sentence[:400]), *_LIST_BEFORE.finditer(sentence[:400])):
            told = _APART.sub("", listed["list"])
            found += _nouns(
                re.split(r"\b(?:um|weil|und (?:wir|ich|möchte)|zu arbeiten|teil|mit|am (?:Herzen|nächsten))\b(?=[\s.,]|$)", told)[0]
            )
    named = [g.name.removeprefix("AG ") for g in vocabulary.groups if g.slug in groups_in(text, vocabulary)]
    return tuple({normal_words(topic): topic for topic in [*named, *found]}.values())[:12]


def groups_in(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Slugs of the working groups a text names; a bare alias counts only in a list of topics."""
    words = normal_words(text)
    short = len(words.split()) <= 30
    found = []
    for group in vocabulary.groups:
        names = {
            group.name,
            group.address.partition("@")[0],
            *(f"ag {a}" for a in group.aliases if " " not in a),
            *(a for a in group.aliases if " " in a),
        }
        if short:
            names |= {a for a in group.aliases if len(a) > 3}
        if group.address.startswith("ag-") and any(says(words, n) for n in names):
            found.append(group.slug)
    return tuple(found)


def motivation_in(text: str) -> str:
    """The sentences that say why, in their order; where none says so, what else the letter tells of the applicant's own work."""
    spoken = [s for s in _with_labels(sentences(text)) if len(s.split()) >= 3 and not is_promised(s.rpartition(":")[2])]
    why = [
        s
        for s in spoken
        if _SAYS_WHY.search(s)
        or (
            _WHY.search(_BARE_WISH.sub(" ", s))
            and not _ASKS_THE_FORUM.search(s)
            and (_BECAUSE.search(s) or not _NOT_WHY.search(_ADDRESS.sub("", s)))
        )
    ]
    if not why:
        return " ".join([s for s in spoken if _tells_of_us(s)] or [s for s in spoken if _states(s)])[:3000]
    return " ".join(s for s in spoken if s in why or ((_tells_of_us(s) or _knows(s)) and not _only_lists(s) and not _BARE_WISH.search(s)))[
        :3000
    ]


def _with_labels(spoken: list[str]) -> list[str]:
    """Sentences in which "Grund?" or "Warum?" stands before what answers it."""
    joined: list[str] = []
    for sentence in spoken:
        if joined and joined[-1].endswith("?") and len(joined[-1].split()) == 1 and _SAYS_WHY.match(joined[-1]):
            joined[-1] = f"{joined[-1]} {sentence}"
        else:
            joined.append(sentence)
    return joined


def _only_lists(sentence: str) -> bool:
    """Topics and nothing behind them."""
    return any(listed.end("list") >= len(sentence.rstrip(" .!")) for listed in _LIST.finditer(sentence))


def _knows(sentence: str) -> bool:
    """Something that the applicant has learnt, told beside a motive: "Nach zwanzig Jahren weiß ich: ..."."""
    return bool(_LEARNT.search(sentence)) and not _NOT_WHY.search(sentence) and not _ABOUT_THE_LETTER.search(sentence)


def _tells_of_us(sentence: str) -> bool:
    return (
        bool(_OURS.search(sentence))
        and len(sentence.split()) >= 6
        and not _NOT_WHY.search(sentence)
        and not _ABOUT_THE_LETTER.search(sentence)
    )


def _states(sentence: str) -> bool:
    """What is so, in a letter that tells nothing else but who applies: "Der Übergang in Arbeit gelingt nur mit den Kreisen zusammen."."""
    return (
        len(sentence.split()) >= 6
        and sentence.rstrip().endswith((".", "!"))
        and not _NAMES_SOMEBODY.search(sentence)
        and not _NOT_WHY.search(sentence)
        and not _ABOUT_THE_LETTER.search(sentence)
    )


def _nouns(listed: str) -> list[str]:
    """The topics in a piece of prose: German ones are nouns, so small words around them go."""
    parts = [
        re.sub(
            r"^(?:(?!\S+(?:lich|isch|al|ig|sam|bar|iv|ell|haft)e[rnms]?\s+[A-ZÄÖÜ])[a-zäöüß]\S*\s+)+(?:Thema\s+)?(?=\S*\s*[A-ZÄÖÜ])|(?<=\w)(?:\s+[a-zäöüß]\S*)+$",
            "",
            p,
        )
        if re.search(r"[A-ZÄÖÜ]", p)
        else p
        for p in _split(listed)
    ]
    return [p for p in parts if len(p) > 2]


def _split(value: str) -> tuple[str, ...]:
    value = re.sub(r"\((?:[^()]{0,80})\)", "", value)
    parts = re.split(r"[,;/\n•]|[.!]\s+(?=[A-ZÄÖÜ])|\s[-–]\s|\bund\b(?!\s(?:Ausbildung|Beruf|Arbeit)\b)|\band\b|\bsowie\b", value)
    cleaned = [
        re.sub(
            r"^(?:(?:die|der|das|den|dem|an|am|bei|beim|zum?|für|vor allem|auch|the|ag|themen|thema|fragen|bereich|themenfeld|rund um)\s+)+",
            "",
            p.strip(" .:!-–"),
            flags=re.I,
        )
        for p in parts
    ]
    return tuple(p for p in cleaned if 2 < len(p) <= 80 and len(p.split()) <= 6 and not _A_CLAUSE.search(p) and not _HOW_TO_REACH.search(p))
