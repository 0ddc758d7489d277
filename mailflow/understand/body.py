"""What a person newly wrote: quotes, signatures, disclaimers and app lines told apart line by line.

Every rule looks at one line of at most 400 characters or at a few neighbours, so no letter can make it slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE_CAP, LINES_CAP = 400, 5000
_MARKED = re.compile(r"^\s{0,3}[>|»]\s?|^\s{0,3}&gt;")
_KEYS = r"von|from|gesendet|sent|an|to|cc|kopie|betreff|subject|datum|date|wichtigkeit|importance|priorität|antwort an|reply-to"
_HEAD_LINE = re.compile(rf"^\s*[*_>]*\s*(?P<key>{_KEYS})\s*[*_]*\s*:[*_]*\s*(?P<value>.*)$", re.I)
_DIVIDER = re.compile(
    r"^\s*[-_=*]{2,}\s*(?:ursprüngliche nachricht|urspruengliche nachricht|original[- ]?nachricht|originalnachricht|original message|original-nachricht|"
    r"originale? e-?mail|ursprüngliche e-?mail|weitergeleitete nachricht|forwarded message|weitergeleitete e-?mail|reply message|antwort auf)\b.{0,80}$"
    r"|^\s*(?:anfang der weitergeleiteten nachricht|begin forwarded message)\s*:?\s*$",
    re.I,
)
_FORWARD = re.compile(
    r"weitergeleitete (?:nachricht|e-?mail)|forwarded message|anfang der weitergeleiteten nachricht|begin forwarded message", re.I
)
_UNDERSCORES = re.compile(r"^\s*_{20,}\s*$")
_WROTE = re.compile(
    r"^\s*>?\s*(?:(?:am|on|le|den)\s.{0,240}?(?:schrieb|wrote|hat .{0,120}geschrieben|schreibt)\b.{0,160}:?"
    r"|.{0,160}\b(?:schrieb|wrote)\b.{0,120}(?:\d{4}|\d{1,2}[:.]\d{2}).{0,60}:"
    r"|.{1,160}\b(?:hat (?:am|um) .{0,120}geschrieben|schrieb(?: am .{0,120})?|wrote)\s*:)\s*$",
    re.I,
)
_WROTE_START = re.compile(r"^\s*>?\s*(?:am|on)\s.{4,200}$", re.I)
_DASHES = re.compile(r"^-- ?$|^—\s?$")
_CLOSING = re.compile(
    r"^\s*(?:mit (?:den )?(?:freundlichen|besten|herzlichen|lieben|kollegialen|sonnigen|vielen) (?:grüßen|gruessen|grüssen|gruß)|(?:viele|beste|liebe|herzliche|freundliche|schöne|"
    r"sonnige|kollegiale|vielen|besten|lieben|herzlichen|schönen) (?:liebe )?(?:grüße|gruesse|grüsse|gruß|gruss|dank und (?:viele )?grüße)|(?:grüße|gruß|gruss|gruesse|lg|vg|mfg|bg|lieben gruß|"
    r"hg|kg|v\.\s?g\.|m\.\s?f\.\s?g\.)|mit freundlichem gruß|hochachtungsvoll|herzlichst|ihre?|dein[e]?|(?:kind|best|warm|many) regards|regards|best wishes|best|cheers|"
    r"yours (?:sincerely|faithfully|truly)|sincerely|thanks and regards|all the best|with kind regards)\b(?P<rest>.{0,60})$",
    re.I,
)
_APP = re.compile(
    r"^\s*(?:(?:diese nachricht wurde )?von meinem .{0,60}(?:gesendet|geschickt)|gesendet (?:von|mit|aus) (?:meinem|outlook|der|dem|mail|gmx|web|telekom|samsung|huawei|iphone|k-9|fairemail|yahoo).{0,80}"
    r"|sent from (?:my|outlook|mail|samsung|yahoo|proton|a ).{0,80}|get outlook for .{0,60}|outlook für (?:ios|android).{0,40}|holen sie sich outlook.{0,60}"
    r"|von outlook für .{0,60}|diese nachricht wurde (?:von|mit) .{0,80} gesendet.{0,40}|aus der .{0,40}app gesendet.{0,20}|versendet mit .{0,60}|verfasst (?:auf|mit) .{0,60}"
    r"|entschuldigen sie (?:bitte )?die kürze.{0,80}|bitte (?:verzeihen|entschuldigen) sie tippfehler.{0,60}|please excuse (?:my )?brevity.{0,80})\.?\s*$",
    re.I,
)
_BANNER = re.compile(
    r"^\s*[\[*!#⚠\s]*(?:achtung|vorsicht|caution|warnung|warning|hinweis|external|extern)\b.{0,60}(?:extern|external|außerhalb|ausserhalb|outside|unbekannt).{0,300}$"
    r"|^\s*.{0,40}(?:diese (?:e-?mail|nachricht) (?:stammt|kommt|wurde) von (?:einem )?extern|this (?:e-?mail|message) (?:originated|came) from outside|you don't often get email from|"
    r"sie erhalten nicht (?:häufig|oft) e-?mails von|einige personen, die diese nachricht erhalten haben|öffnen sie (?:keine )?(?:links|anhänge)|do not click (?:on )?links).{0,300}$",
    re.I,
)
_DISCLAIMER = re.compile(
    r"^\s*[*_]{0,3}(?:(?:wichtiger )?hinweis:?\s{0,3})?(?:diese (?:e-?mail|nachricht)(?: und .{0,60})? (?:enthält|enthaelt|kann|ist|einschließlich)\b.{0,120}(?:vertraulich|rechtlich geschützt|bestimmt|adressat)|this (?:e-?mail|message)(?: and .{0,60})? "
    r"(?:contains|may contain|is (?:intended|confidential)).{0,200}|der inhalt dieser (?:e-?mail|nachricht).{0,200}|haftungsausschluss|disclaimer|vertraulichkeitshinweis|datenschutzhinweis|hinweis(?:e)? zum datenschutz|"
    r"bitte (?:denken|prüfen) sie .{0,60}(?:umwelt|ausdruck|drucken).{0,80}|please consider the environment.{0,80}|informationen zum datenschutz.{0,120}|informationen zur verarbeitung.{0,160}|"
    r"die übermittlung .{0,60}e-?mail.{0,160}|wichtiger hinweis:.{0,200}|confidentiality notice.{0,120}|sollten sie nicht der (?:richtige|vorgesehene|beabsichtigte) .{0,160}|"
    r"falls sie nicht der .{0,160}|virenfrei\.?.{0,60}|avast.{0,60}|diese e-mail wurde .{0,40}viren.{0,80}|www\.avast.{0,40})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Body:
    new: str
    quote: str
    signature: str
    has_quote: bool
    is_forward: bool


def body_of(text: str, quoted_by_structure: str = "", original: str = "", author: str = "") -> Body:
    """Splits a letter's text. `original` is the post answered to, whose lines are never new; `author` the sender's name."""
    lines = [line[:LINE_CAP].rstrip() for line in text.split("\n")[:LINES_CAP]]
    kinds = _kinds(lines, {_plain(line) for line in original.split("\n") if len(_plain(line)) > 12}, author)
    new = [line for line, kind in zip(lines, kinds, strict=True) if kind == "new"]
    quote = [_MARKED.sub("", line) for line, kind in zip(lines, kinds, strict=True) if kind == "quote"]
    signature = [line for line, kind in zip(lines, kinds, strict=True) if kind == "signature"]
    whole_quote = "\n".join(filter(None, ["\n".join(quote).strip("\n"), quoted_by_structure]))
    return Body(
        new=_paragraphs(new),
        quote=whole_quote,
        signature=_paragraphs(signature),
        has_quote=bool(whole_quote.strip()),
        is_forward=any(_FORWARD.search(line) for line in lines[:200]),
    )


def _kinds(lines: list[str], known: set[str], author: str) -> list[str]:
    """For each line: new, quote, signature or noise."""
    kinds = ["new"] * len(lines)
    cut = _cut_at(lines)
    for i, line in enumerate(lines):
        if (cut is not None and i >= cut) or _MARKED.match(line) or _plain(line) in known:
            kinds[i] = "quote"
        elif _BANNER.match(line) or _APP.match(line) or _UNDERSCORES.match(line):
            kinds[i] = "noise"
    _attributions(lines, kinds)
    _signatures(lines, kinds, _plain(author))
    return kinds


def _cut_at(lines: list[str]) -> int | None:
    """The line from which on everything is an older mail: a divider, or a block of Von/Gesendet/An/Betreff."""
    for i, line in enumerate(lines):
        if _DIVIDER.match(line) and not _MARKED.match(line):
            return i
        if _is_head(lines, i):
            start = i
            while start and (_UNDERSCORES.match(lines[start - 1]) or not lines[start - 1].strip()):
                start -= 1
            return start if start or i == 0 else i
    return None


def _is_head(lines: list[str], at: int) -> bool:
    """From (at GMX and WEB.DE below the date), and a date or subject, and one more key, with an address, year or time among the values."""
    first = _HEAD_LINE.match(lines[at])
    if not first or first["key"].lower() not in {"von", "from", "gesendet", "sent"}:
        return False
    keys, values = set(), ""
    for line in lines[at : at + 9]:
        if found := _HEAD_LINE.match(line):
            keys.add(found["key"].lower())
            values += " " + found["value"]
        elif line.strip() and len(keys) > 3:
            break
    dated = bool(keys & {"gesendet", "sent", "datum", "date", "betreff", "subject"})
    return dated and len(keys) >= 3 and bool(re.search(r"@|\b(?:19|20)\d\d\b|\d{1,2}:\d{2}", values))


def _attributions(lines: list[str], kinds: list[str]) -> None:
    """ "Am ... schrieb ...:" belongs to the quote below it; without marks below, everything below is the quote."""
    for i in range(len(lines)):
        if kinds[i] != "new" or not lines[i].strip():
            continue
        span = next((n for n in (1, 2, 3) if _says_who_wrote(" ".join(line.strip() for line in lines[i : i + n]))), 0)
        if not span or (span > 1 and not _WROTE_START.match(lines[i])) or any(not line.strip() for line in lines[i : i + span]):
            continue
        for j in range(i, min(i + span, len(lines))):
            kinds[j] = "quote"
        below = range(i + span, len(lines))
        if not any(_MARKED.match(lines[j]) for j in below) and any(kinds[j] == "new" and lines[j].strip() for j in range(i)):
            for j in below:
                kinds[j] = "quote"
            return


def _says_who_wrote(line: str) -> bool:
    return bool(re.search(r"schr[ie]{2}b", line, re.I) or "wrote" in line) and bool(_WROTE.match(line[:LINE_CAP]))


def _signatures(lines: list[str], kinds: list[str], author: str) -> None:
    """Below "-- ", below a close with a name, and disclaimers; what follows a P.S. is new again."""
    in_signature = in_disclaimer = False
    for i, line in enumerate(lines):
        if kinds[i] == "quote":
            in_signature = in_disclaimer = False
            continue
        if kinds[i] == "noise":
            continue
        if re.match(r"^\s*(?:p\.?\s?s\.?|nachtrag)\b\s*[:.]?", line, re.I) and not in_disclaimer:
            in_signature = False
        elif _DISCLAIMER.match(line):
            in_disclaimer = True
        elif _DASHES.match(line) or (not in_signature and (_closes(lines, kinds, i) or _is_card(lines, kinds, i, author))):
            in_signature = True
        if in_signature or in_disclaimer:
            kinds[i] = "signature"


def _closes(lines: list[str], kinds: list[str], at: int) -> bool:
    """A close alone on its line, with at most a short tail, and only short lines until the quote or the end."""
    found = _CLOSING.match(lines[at])
    if not found or len(re.sub(r"\W", "", found["rest"])) > 40 or found["rest"].strip().endswith("?"):
        return False
    word = found[0].strip().rstrip(",.!").lower()
    if word in {"ihr", "ihre", "dein", "deine", "best"} and not found["rest"].strip(" ,") and at + 1 >= len(lines):
        return False
    if re.match(r"^\s*(?:ihre?|dein[e]?|best|regards|cheers)\b", lines[at], re.I) and len(found["rest"].split()) > 3:
        return False
    below = _below(lines, kinds, at)
    return all(len(line) <= 200 for line in below[:14]) and (len(below) <= 30)


def _below(lines: list[str], kinds: list[str], at: int) -> list[str]:
    """The written lines below, up to a disclaimer, which may be long."""
    below: list[str] = []
    for j in range(at + 1, len(lines)):
        if _DISCLAIMER.match(lines[j]):
            break
        if kinds[j] == "new" and lines[j].strip():
            below.append(lines[j])
    return below


def _is_card(lines: list[str], kinds: list[str], at: int, author: str) -> bool:
    """A signature without a close: the author's name alone, then short lines with a number, a street or an office."""
    if not author or " " not in author or _plain(lines[at]) != author:
        return False
    below = _below(lines, kinds, at)
    return (
        1 <= len(below) <= 14
        and all(len(line) <= 90 and not line.endswith("?") for line in below)
        and any(re.search(r"\d|@|www\.", line) for line in below)
    )


def _plain(line: str) -> str:
    return re.sub(r"\W+", " ", _MARKED.sub("", line)).strip().casefold()


def _paragraphs(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip(" ") for line in lines)).strip()
