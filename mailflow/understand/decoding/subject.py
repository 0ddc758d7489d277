"""The subject without what clients, gateways and lists put in front of it."""

from __future__ import annotations

import re
from functools import lru_cache

from mailflow.model.vocabulary import Vocabulary

_REPLY = (
    r"re|aw|antw|antwort|sv|vs|ref|res|rif|r|ynt|bls|a"
    r"|odp|odg|ats|vá|atb|hal|отг|отв|ответ|відп|απ|σχετ|回复|回覆|答复|返信|回信|답장|رد|השב"  # Polish to Hebrew clients
)
_FORWARD = (
    r"wg|fwd?|fw|tr|rv|vl|vb|enc|wtr|doorst|i|weitergeleitet|weiterleitung"
    r"|pd|fs|trs|yml|i̇?lt|továbbítás|προωθ|πρθ|пересл|转发|轉寄|転送|전달"  # Polish to Korean clients
)
_COUNT = r"\s?(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4}|\*\d{1,4}|\d{1,3})?"
_PREFIX = re.compile(rf"(?:{_REPLY}|{_FORWARD}){_COUNT}\s?[:：]", re.IGNORECASE)
_FORWARD_PREFIX = re.compile(rf"(?:{_FORWARD}){_COUNT}\s?[:：]", re.IGNORECASE)
_GATEWAY = re.compile(
    r"\[(?:signed|signiert|encrypted|verschl(?:ü|ue)sselt|decrypted|entschl(?:ü|ue)sselt|sicher|secure|smime|s/mime|pgp)(?: ?(?:ok|error|failed|invalid|ung(?:ü|ue)ltig|fehler|mail))?\]"
    r"|(?:\[|\*{1,5} ?|\{)?(?:spam\??|spam[- ]?verdacht|junk|bulk|suspected spam|possible spam|spam\?{1,3})(?:\]| ?\*{1,5}|\}|:)"
    r"|(?-i:SPAM\?{1,3})(?=\s)"
    r"|\[(?:extern(?:al)?(?: (?:e-?mail|sender|absender))?|ext)\]:?|\(extern(?:al)?\):?|(?:extern(?:al)?|ext) ?:",
    re.IGNORECASE,
)

_OUTERMOST = re.compile(rf"(?<![^\s\]]){_PREFIX.pattern}", re.IGNORECASE)
_BEHIND = re.compile(rf"(?:\s*(?=[\[(])(?:{_GATEWAY.pattern}))+$", re.IGNORECASE)


def subject_base(subject: str, vocabulary: Vocabulary) -> str:
    """What the thread is about: prefixes in any nesting, gateway and external marks, and tags of our lists taken off."""
    marks = _marks(vocabulary.external_markers, tuple(g.subject_tag for g in vocabulary.groups if g.subject_tag))
    rest = re.sub(r"\s+", " ", subject[:2000]).strip()
    while rest:
        shorter = _without_lead(rest, marks)
        if shorter == rest:
            break
        rest = shorter
    return rest


def shortened(subject: str, base: str) -> str:
    """Its base with the outermost of the words in front that say answered or forwarded, and without what gateways put behind."""
    outermost = _OUTERMOST.search(subject.removesuffix(base))
    return " ".join(filter(None, (outermost[0] if outermost else "", _BEHIND.sub("", base))))


def is_forwarded(subject: str, vocabulary: Vocabulary) -> bool:
    """Whether the outermost prefix says "forwarded"; marks of gateways do not hide it."""
    marks = _marks(vocabulary.external_markers, tuple(g.subject_tag for g in vocabulary.groups if g.subject_tag))
    rest = re.sub(r"\s+", " ", subject[:2000]).strip()
    while rest and not _PREFIX.match(rest):
        shorter = _without_lead(rest, marks)
        if shorter == rest:
            return False
        rest = shorter
    return bool(_FORWARD_PREFIX.match(rest))


def _without_lead(rest: str, marks: re.Pattern[str]) -> str:
    for pattern in (_PREFIX, marks, _GATEWAY):
        if (found := pattern.match(rest)) and found.end():
            return rest[found.end() :].lstrip(" -–:" if pattern is marks else " ")
    return rest


@lru_cache(maxsize=32)
def _marks(external: tuple[str, ...], tags: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted({*external, *tags, "[Forum]"}, key=len, reverse=True)
    return re.compile("|".join(r"\s?".join(re.escape(p) for p in word.split()) for word in words if word.strip()), re.IGNORECASE)
