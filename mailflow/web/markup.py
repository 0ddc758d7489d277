"""Letters on a page: HTML made harmless, links found in text, mailto: links turned into the post room's own answer box."""

from __future__ import annotations

import html as entities
import itertools
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import nh3

HTML_CAP = 1_000_000
TEXT_CAP = 300_000
_DEEPEST = 3000
_MOST_LINKS = 5000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_EMPTY = {"br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr", "source"}
_TAGS = nh3.ALLOWED_TAGS | {"center", "font"}
_LINK = re.compile(r"https?://[^\s<>\"]{1,2000}|mailto:[^\s<>\"]{1,2000}|[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9.-]{1,200}")
_PRESENTATION = {
    "style",
    "align",
    "valign",
    "width",
    "height",
    "bgcolor",
    "color",
    "dir",
    "lang",
    "role",
    "title",
    "border",
    "hidden",
}
_UNSEEN = {"script", "style", "title"}
"""Elements whose words no mail client shows."""
_ATTRIBUTES: dict[str, set[str]] = {
    "*": _PRESENTATION,
    "a": {"href"},
    "img": {"src", "alt"},
    "table": {"cellpadding", "cellspacing"},
}
_ATTRIBUTES |= {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}, "ol": {"start"}}
_PAGE = (
    '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Brief</title><base target="_blank">'
    "<style>html{{overflow-x:auto}}body{{margin:0;padding:2px;font:16px/1.5 system-ui,sans-serif;color:#1d2733;overflow-wrap:anywhere}}"
    "img{{max-width:100%;height:auto}}</style></head><body>{body}</body></html>"
)


def compose_link(mailto: str) -> str:
    """The page's own address that opens the answer box as a mailto: link wants it. (RFC 6068: "+" is a plus)"""
    parts = urlsplit(mailto)
    wanted = {key.lower(): value for key, value in parse_qsl(parts.query.replace("+", "%2B"), keep_blank_values=True, max_num_fields=20)}
    to = ", ".join(filter(None, [unquote(parts.path), wanted.get("to", "")]))
    fields = {"to": to} | {key: wanted[key] for key in ("cc", "subject", "body", "in-reply-to") if key in wanted}
    return "/#compose?" + urlencode(fields, quote_via=quote)


def harmless_page(html: str) -> str:
    """A whole page that runs nothing and loads nothing; links open outside, mailto: links open the answer box."""
    if _is_too_deep(html):
        return _PAGE.format(body="<p><em>Diese HTML-Fassung ist zu tief verschachtelt. Bitte lesen Sie die Textfassung.</em></p>")
    clean = nh3.clean(
        html[:HTML_CAP],
        tags=_TAGS,
        clean_content_tags=_UNSEEN,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )
    return _PAGE.format(body=clean.replace('href="/#compose?', 'target="_top" href="/#compose?'))


def _kept(tag: str, attribute: str, value: str) -> str | None:
    scheme = value.strip()[:8].lower()
    if attribute == "href":
        if scheme.startswith("mailto:"):
            return compose_link(value.strip())
        return value if scheme.startswith(("http://", "https://")) else None
    if attribute == "src":
        return value if value.startswith(("data:image/png", "data:image/jpeg", "data:image/gif")) else None
    return value


def _is_too_deep(html: str) -> bool:
    """Sanitisers take quadratic time on deep nesting; this looks first, in one pass."""
    depth = 0
    for closing, name in _TAG.findall(html[:HTML_CAP]):
        if name.lower() not in _EMPTY:
            depth = max(0, depth - 1) if closing else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def pieces(text: str) -> list[tuple[str, str]]:
    """The text as (words, link) pairs; the link is "" for ordinary words."""
    found: list[tuple[str, str]] = []
    at = 0
    for match in itertools.islice(_LINK.finditer(text), _MOST_LINKS):
        words = match[0].rstrip(".,;:!?)]'*_")
        if match.start() > at:
            found.append((text[at : match.start()], ""))
        found.append((words, _target(words)))
        at = match.start() + len(words)
    return [*found, (text[at:], "")] if at < len(text) else found


def _target(words: str) -> str:
    if words.startswith("http"):
        return words
    if words.startswith("mailto:"):
        return compose_link(words)
    return compose_link(f"mailto:{quote(words)}") if "@" in words[1:-1] else ""


def text_from_html(html: str) -> str:
    """Readable words of a letter that brought HTML only, good enough to quote."""
    if _is_too_deep(html):
        return ""
    lines = re.sub(r"(?i)<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]{0,200}>", "\n", html[:HTML_CAP])
    bare = entities.unescape(nh3.clean(lines, tags=set(), clean_content_tags=_UNSEEN))
    return "\n".join(line.strip() for line in re.sub(r"\n\s{1,200}\n", "\n\n", bare).split("\n")).strip()
