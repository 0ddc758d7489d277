"""Did somebody clearly say one of several things? Negation, condition, question and contradiction make it unclear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

LONGEST = 400
_NEGATION = re.compile(
    r"\b(?:nein|nope|nicht|nie(?:mals)?|kein(?:e[nrsm]?)?|keinesfalls|keineswegs|auf keinen fall|ungern|statt|ohne|weder|vorerst|noch nicht|not|never|don'?t|do not|cannot|can'?t|won'?t|no longer|without)\b",
    re.I,
)
_CONDITION = re.compile(
    r"\b(?:wenn|falls|sofern|sobald|vorausgesetzt|unter der (?:bedingung|voraussetzung)|erst (?:nach|wenn|nachdem|ab)|nach rücksprache|nach ruecksprache|je nachdem|oder|eigentlich|vielleicht|evtl|eventuell|"
    r"vermutlich|wahrscheinlich|grundsätzlich|im prinzip|müsste|muesste|könnte|koennte|würde|wuerde|sollte|vorbehaltlich|bis auf weiteres|if|unless|once|provided|maybe|perhaps|probably|might|could|would|should|or|after|as soon as|in principle)\b",
    re.I,
)
_DOUBT = re.compile(
    r"\b(?:weiß (?:ich )?nicht|keine ahnung|unsicher|bin mir nicht sicher|unklar|hm+|not sure|no idea|unsure|z\.? ?k\.?|zur kenntnis|siehe (?:telefonat|oben)|wie besprochen)\b|\?\?",
    re.I,
)
_OURS = re.compile(r"antworten sie|antworten:|answer:|please answer|rückgängig bis|to take it back", re.I)
_POLITE = re.compile(
    r"\b(?:könnten|koennten|würden|wuerden|könntest|würdest|can|could|would) (?:sie|du|you)\b|\b(?:could|would|can) you\b|\bich (?:würde|möchte|moechte)\b|\bi (?:would|'d) like\b",
    re.I,
)


@lru_cache(4096)  # the same few hundred phrases are compared with every sentence
def normal_words(text: str) -> str:
    """Comparable words: case, umlaut spelling, quotes and punctuation do not matter; one blank between words."""
    folded = unicodedata.normalize("NFC", text).casefold()
    for a, b in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        folded = folded.replace(a, b)
    return " ".join(re.findall(r"[\w+@.-]*[\w+]|👍|✅", folded))


def doubt_in(sentence: str) -> str:
    """Why a sentence must not be acted on: "negation", "condition", "question", "doubt", "ours"; "" if it may."""
    sentence = sentence[:LONGEST]
    if _OURS.search(sentence):
        return "ours"
    if _DOUBT.search(sentence):
        return "doubt"
    if _NEGATION.search(sentence):
        return "negation"
    bare = _POLITE.sub(" ", sentence)
    if _CONDITION.search(bare):
        return "condition"
    if "?" in sentence and not _POLITE.search(sentence):
        return "question"
    return ""


def says(words: str, phrase: str) -> bool:
    """Whether normalised words contain the phrase as whole words."""
    return f" {normal_words(phrase)} " in f" {words} "


def near(word: str, wanted: str) -> bool:
    """One typing error in a word of at least six letters."""
    return len(wanted) >= 6 and abs(len(word) - len(wanted)) <= 1 and OSA.distance(word, wanted, score_cutoff=1) <= 1


def sentences(text: str) -> list[str]:
    """Sentences and lines, in order; abbreviations, titles and dates do not end one."""
    found: list[str] = []
    for line in text.split("\n")[:2000]:
        line = line.strip()[: LONGEST * 4]
        if line:
            found += [
                s.strip()
                for s in re.split(r"(?<!\bDr\.)(?<!\bProf\.)(?<=[^\s\d.A-ZÄÖÜ][.!?])\s+(?=[A-ZÄÖÜ0-9\"„»])|(?<=[!?])\s+", line)
                if s.strip()
            ]
    return found


def answer_in(text: str, answers: Mapping[str, tuple[str, ...]]) -> str | None:
    """The one answer a person clearly gave, None if none or several. A negative answer may contain its own "nicht"."""
    given: set[str] = set()
    for sentence in sentences(text)[:40]:
        if _OURS.search(sentence) or _is_greeting(sentence):
            continue
        name = _answer_of(sentence, answers)
        if name == "":
            return None
        if name:
            given.add(name)
    return given.pop() if len(given) == 1 else None


def _answer_of(sentence: str, answers: Mapping[str, tuple[str, ...]]) -> str | None:
    """The answer in one sentence; None if it says nothing, "" if it says it doubtfully or contradicts itself."""
    words = normal_words(sentence)
    said = {name for name, phrases in answers.items() if any(says(words, p) for p in phrases)}
    if not said:
        return None
    first = words.split(" ")[0]
    leading = {
        name
        for name, phrases in answers.items()
        if any(normal_words(p) == first or words.startswith(normal_words(p) + " ") for p in phrases)
    }
    if len(said) > 1 and len(leading) == 1 and not re.search(r"\b(?:oder|or)\b|/", sentence):
        said = leading
    if len(said) > 1:
        return ""
    name = said.pop()
    doubt = doubt_in(sentence)
    if doubt in {"question", "doubt"} or (doubt == "condition" and name not in leading):
        return ""
    if doubt == "condition" and re.search(r"\b(?:wenn|falls|sofern|erst|oder|if|unless|or|eigentlich|vielleicht|maybe)\b", sentence, re.I):
        return ""
    if doubt == "negation" and "no" in answers and name != "no" and name not in leading:
        return "no" if says(words, "nicht") or says(words, "not") else ""
    return name


def _is_greeting(sentence: str) -> bool:
    return bool(
        re.match(
            r"^(?:hallo|guten (?:tag|morgen|abend)|moin|liebe[rs]?|sehr geehrte[rs]?|dear|hi|hello|servus|grüß gott)\b.{0,60}[,!.]?$",
            sentence,
            re.I,
        )
    )
