"""Bytes to readable text: header values, charsets, control characters."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
import unicodedata

HEADER_CAP = 65_536
_ENCODED_WORD = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z0-9-]{0,20})?\?([bBqQ])\?([^?\r\n]{0,4000})\?=")
_GAP = re.compile(r"[ \t\r\n]*")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f]")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_MOJIBAKE = re.compile("Ã[\x80-\u2122¤¶¼Ÿ„–œ]|â€[\x80-\u2122œžš¦“”]")
_EIGHT_BIT = re.compile(r"(us-)?ascii|iso-8859-\d{1,2}|latin-?\d|windows-125\d|cp125\d|l1|cp819|")
_REFUSED = frozenset(
    {"utf-7", "rot13", "zip", "hex", "bz2", "quopri", "base64", "uu", "idna", "punycode", "unicode_escape", "raw_unicode_escape"}
)


def text_of(raw: bytes, charset: str | None) -> str:
    """The text meant by `raw`: valid UTF-8 wins over a declared 8-bit charset, Latin-1 is read as Windows-1252, nothing raises."""
    declared = (charset or "").strip().strip("\"'").lower()
    if _EIGHT_BIT.fullmatch(declared):
        try:
            return mended(raw.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    for name in (_codec(declared), "utf-8"):
        try:
            return mended(raw.decode(name)) if name else _windows(raw)
        except (UnicodeDecodeError, ValueError):
            continue
    return mended(_windows(raw))


def header_text(value: str) -> str:
    """A header value as one clean line: encoded words decoded once (never twice), raw 8-bit repaired, controls gone."""
    value = value[:HEADER_CAP]
    out: list[str] = []
    at, pending, charset = 0, b"", ""
    for word in _ENCODED_WORD.finditer(value):
        between = value[at : word.start()]
        if pending and (word[1].lower() != charset or not _GAP.fullmatch(between)):
            out.append(text_of(pending, charset))
            pending = b""
        if not (at and _GAP.fullmatch(between)):
            out.append(raw_text(between))
        pending, charset, at = pending + _word_bytes(word[2], word[3]), word[1].lower(), word.end()
    if pending:
        out.append(text_of(pending, charset))
    return one_line("".join(out) + raw_text(value[at:]))


def hides_lines(value: str) -> bool:
    """Whether encoded words decode to line breaks or NUL: an attempt to write headers of their own (faults.md B6)."""
    return any(re.search(rb"[\r\n\0]", _word_bytes(word[2], word[3])) for word in _ENCODED_WORD.finditer(value[:HEADER_CAP]))


def one_line(text: str) -> str:
    """Without line breaks, controls, bidi marks and double blanks, so that it can stand in a header again (faults.md B6)."""
    return re.sub(r"\s+", " ", _CONTROLS.sub(" ", unicodedata.normalize("NFC", _INVISIBLE.sub("", text)))).strip()


def clean_text(text: str) -> str:
    """Many lines of text in NFC with plain line ends; invisible and control characters dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _INVISIBLE.sub("", text)))


def mended(text: str) -> str:
    """UTF-8 that was once read as Latin-1 ("GrÃ¼ÃŸe") put right."""
    if not _MOJIBAKE.search(text):
        return text
    import ftfy  # few letters need it, so not every reading child carries it

    return "\n".join(ftfy.fix_encoding(line) if len(line) <= 4000 and _MOJIBAKE.search(line) else line for line in text.split("\n"))


def _codec(name: str) -> str:
    if name in _REFUSED or not name:
        return "" if name else "utf-8"
    if re.fullmatch(r"iso-8859-1|latin-?1|l1|us-ascii|ascii|cp819", name):
        return ""
    try:
        info = codecs.lookup(name)
        return "" if info.name in _REFUSED or not getattr(info, "_is_text_encoding", True) else info.name
    except (LookupError, ValueError):
        return "utf-8"


def _windows(raw: bytes) -> str:
    return raw.decode("cp1252", "replace")


def raw_text(value: str) -> str:
    """What stands outside encoded words; raw 8-bit bytes arrive as surrogates."""
    return text_of(value.encode("utf-8", "surrogateescape"), None) if not value.isascii() else value


def _word_bytes(encoding: str, data: str) -> bytes:
    raw = data.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return raw
