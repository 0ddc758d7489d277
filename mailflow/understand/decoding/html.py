"""HTML as its reader sees it: lines of text, quotes marked, what is hidden or struck through left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailflow.understand.sheet import QUOTE, SIGNATURE, Line

CAP = 1_500_000
MOST_OPEN_TAGS = 1000
DEEPEST = 400
CLEARLY = 90
"""How far apart the strongest and weakest channel of a colour lie before a reader sees a colour; the slate of Word's cards is below."""
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "tr",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "hr",
        "dl",
        "dt",
        "dd",
        "center",
    ]
)
_APART = frozenset({"p", "blockquote", "h1", "h2", "h3"})
_SKIPPED = {"script", "style", "head", "title", "template", "noscript", "del", "s", "strike", "object", "svg"}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)|mso-hide\s*:\s*all|text-decoration(?:-line)?\s*:[^;]{0,40}line-through|opacity\s*:\s*0\s*(?:;|$)",
    re.I,
)
_WHITE = re.compile(r"white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\b.*")
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;\"]{1,40})", re.I)
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;\"]{1,200})", re.I)
_SIGNATURE = re.compile(
    r"(?:^|[\s_])(?:gmail_signature|moz-signature|ms-outlook-mobile-signature|Signature|AppleMailSignature|k9mail-signature|protonmail_signature_block|aqm-signature|signature)(?:$|\s)"
)
"""Classes and ids of Gmail, Thunderbird, Outlook mobile and new, Apple, K-9, Proton. People write below and inside them, so only a card counts."""
_LINE = re.compile(r"border-top\s*:[^;]{0,80}solid|border\s*:\s*none\s*;\s*border-top", re.I)


@dataclass(frozen=True, slots=True)
class _Quote:
    """How one program marks the mail that is answered."""

    attribute: str
    value: re.Pattern[str]
    seen: str
    cuts: bool = False
    """The mail stands behind this element, not in it."""


def _quote(seen: str, attribute: str, value: str, *, cuts: bool = False) -> _Quote:
    return _Quote(attribute, re.compile(rf"(?:^|\s)(?:x_)*(?:{value})(?:$|\s)", re.I), seen, cuts)


_ATTRIBUTION = _quote("Gmail: who wrote", "class", "gmail_attr")
_QUOTES = (
    _ATTRIBUTION,
    _quote("Gmail, K-9", "class", "gmail_quote(?:_container)?"),
    _quote("Thunderbird", "class", "moz-cite-prefix|moz-forward-container|moz-email-headers-table"),
    _quote("Yahoo", "class", "yahoo_quoted|yahoo_quoted_begin"),
    _quote("Proton, Tuta, Zoho, GMX app", "class", "protonmail_quote|tutanota_quote|zmail_extra|gmx_quote|ms-outlook-quote"),
    _quote("GMX, Web.de", "name", "quote"),
    _quote("FairEmail", "fairemail", "reference"),
    _quote("Zimbra", "data-marker", "__QUOTED_TEXT__|__HEADERS__"),
    _quote("Outlook 2013 and later on the web", "id", "divRplyFwdMsg|appendonsend|mail-editor-reference-message-container", cuts=True),
    _quote("Outlook for Mac, mail.com", "id", "OLK_SRC_BODY_SECTION|isForwardContent|isReplyContent|replySplit"),
)


@dataclass
class _Page:
    lines: list[Line] = field(default_factory=lambda: [Line("")])
    quote: str = ""
    """Which program marked the element we stand in as a quote."""
    behind: str = ""
    """The same, where it marks only the place from which on everything is an older mail."""
    holder: bool = False
    """We stand in a container of quotes, where any blockquote is one."""
    signature: bool = False
    tint: str = ""
    pre: bool = False
    painted: bool = False
    """Something around us has a background of its own, so that white words can be read."""

    @property
    def blank(self) -> bool:
        return not self.lines[-1].text.strip()

    def write(self, text: str) -> None:
        if self.blank and not text.strip():
            return
        line = self.lines[-1]
        if line.kind == QUOTE and text.strip() and bool(line.tint) != bool(self.tint):
            # An answer in colour behind the question, on the same line.
            self.end_line()
            line = self.lines[-1]
        if self.blank:
            seen = self.quote or self.behind
            kind, why = (
                (QUOTE, f"the HTML marks a quote ({seen})")
                if seen
                else (SIGNATURE, "the HTML marks a signature")
                if self.signature
                else ("", "")
            )
            line = Line("", kind, why)
        self.lines[-1] = replace(line, text=line.text + text, tint=line.tint or (self.tint if text.strip() else ""))

    def end_line(self) -> None:
        self.lines.append(Line(""))

    def end_block(self, *, apart: bool) -> None:
        """Ends a written line, with a blank one below where the block stands apart."""
        if not self.blank:
            self.lines += [Line(""), Line("")] if apart else [Line("")]


def lines_of_html(source: str) -> list[Line]:
    """The lines its reader sees, with what the HTML says of them. Too deep HTML falls back to its bare text."""
    source = source[:CAP]
    if _too_deep(source):
        return [Line(line) for line in re.sub(r"<[^<>]{0,2000}>", " ", source).split("\n")]
    body = LexborHTMLParser(source).body
    page = _Page()
    if body is not None:
        _walk(body, page, 0)
    return _tidy(page.lines)


def _too_deep(source: str) -> bool:
    depth = 0
    for close in re.finditer(r"<(/?)(?:div|table|tr|td|span|font|b|i|p|blockquote|ul|ol|li|a)\b", source, re.I):
        depth += -1 if close[1] else 1
        if depth > MOST_OPEN_TAGS:
            return True
    return False


def _walk(node: LexborNode, page: _Page, level: int) -> None:
    child = node.child
    while child is not None:
        _show(child, page, level)
        child = child.next


def _show(node: LexborNode, page: _Page, level: int) -> None:
    tag = node.tag or ""
    if tag == "-text":
        _show_text(node.text_content or "", page)
    elif tag == "br":
        page.end_line()
    elif not (tag in _SKIPPED or tag.startswith(("-", "!")) or level > DEEPEST or _hidden(node, page)):
        _show_element(node, tag, page, level)


def _show_text(text: str, page: _Page) -> None:
    if not page.pre:
        page.write(re.sub(r"[ \t\r\n\f]+", " ", text))
        return
    first, *rest = text.split("\n")
    page.write(first)
    for line in rest:
        page.end_line()
        page.write(line)


def _show_element(node: LexborNode, tag: str, page: _Page, level: int) -> None:
    if tag in {"td", "th"}:
        page.write("" if page.blank else " \t ")
    block, quote = tag in _BLOCKS, _BLOCKQUOTE if page.holder and tag == "blockquote" else _quote_of(node, tag)
    before = page.quote, page.holder, page.signature, page.tint, page.pre, page.painted
    if block:
        page.end_block(apart=tag in _APART)
    if tag == "li":
        page.write("- ")
    page.holder = page.holder or (quote is not None and _holds_answers(node, quote))
    page.quote = page.quote or (quote.seen if quote and (quote is _BLOCKQUOTE or not page.holder or quote is _ATTRIBUTION) else "")
    page.signature = page.signature or _is_signature(node)
    page.tint = _tint_of(node, tag, page.tint)
    page.pre = page.pre or tag == "pre"
    page.painted = page.painted or _paints(node)
    _walk(node, page, level + 1)
    if block:
        page.end_block(apart=tag in _APART)
    page.quote, page.holder, page.signature, page.tint, page.pre, page.painted = before
    if quote and quote.cuts:
        page.behind = page.behind or quote.seen


def _hidden(node: LexborNode, page: _Page) -> bool:
    attributes = node.attributes
    style = attributes.get("style") or ""
    colour = _COLOUR.search(style)
    white = colour is not None and _WHITE.fullmatch(colour[1].strip().lower()) is not None
    return bool(_HIDDEN.search(style)) or "hidden" in attributes or (white and not page.painted and not _paints(node))


def _paints(node: LexborNode) -> bool:
    """Whether it has a background of its own on which white words can be read."""
    attributes = node.attributes
    found = _BACKGROUND.search(attributes.get("style") or "")
    named = found[1] if found else attributes.get("bgcolor") or ""
    return bool(named) and not _WHITE.fullmatch(named.strip().lower())


def _quote_of(node: LexborNode, tag: str) -> _Quote | None:
    attributes = node.attributes
    if tag == "blockquote":
        return None if _INDENT.fullmatch(attributes.get("style") or "") else _BLOCKQUOTE
    found = next((q for q in _QUOTES if q.value.search(attributes.get(q.attribute) or "")), None)
    if found is None and tag in {"div", "p"} and _LINE.search(attributes.get("style") or ""):
        return _OUTLOOK_LINE if re.match(r"\s*(?:Von|From|Gesendet|Sent|De)\s*:", node.text(deep=True)[:200]) else None
    return found


_BLOCKQUOTE = _quote("blockquote", "type", "cite")
_INDENT = re.compile(r"(?!.*border-left).*\bborder\s*:\s*(?:none|0px|0)\s*(?:;.*)?", re.I | re.S)
"""How Gmail and Apple Mail write what their author moved to the right; any other blockquote holds somebody else's words."""
_OUTLOOK_LINE = _quote("Outlook: a line above Von, Gesendet, An, Betreff", "style", "border-top", cuts=True)


def _holds_answers(node: LexborNode, quote: _Quote) -> bool:
    """A container of quotes: what stands in it beside the quotes is an answer between the lines (Gmail puts it there)."""
    if quote is _BLOCKQUOTE or quote.cuts:
        return False
    child = node.child
    while child is not None:
        if child.tag == "blockquote":
            return True
        child = child.next
    return False


def _is_signature(node: LexborNode) -> bool:
    attributes = node.attributes
    return any(_SIGNATURE.search(attributes.get(name) or "") for name in ("class", "id", "fairemail"))


def _tint_of(node: LexborNode, tag: str, around: str) -> str:
    """red, green or blue where an element sets its words clearly so; links have their colour from the program."""
    if tag == "a":
        return ""
    attributes = node.attributes
    found = _COLOUR.search(attributes.get("style") or "")
    name = found[1] if found else (attributes.get("color") or "" if tag == "font" else "")
    return _hue(name.strip().lower()) if name else around


def _hue(colour: str) -> str:
    if colour in {"red", "green", "blue"}:
        return colour
    if numbers := re.fullmatch(r"rgba?\(\s*(\d{1,3})\D{1,3}(\d{1,3})\D{1,3}(\d{1,3}).{0,12}\)", colour):
        channels = [int(n) for n in numbers.groups()]
    elif re.fullmatch(r"#?[0-9a-f]{6}", colour):
        channels = [int(colour.lstrip("#")[i : i + 2], 16) for i in (0, 2, 4)]
    elif re.fullmatch(r"#[0-9a-f]{3}", colour):
        channels = [17 * int(c, 16) for c in colour[1:]]
    else:
        return ""
    least, _, most = sorted(channels)
    return ("red", "green", "blue")[channels.index(most)] if most - least >= CLEARLY else ""


def _tidy(lines: list[Line]) -> list[Line]:
    """Blanks at the ends gone, never two blank lines in a row."""
    shown: list[Line] = []
    for line in lines:
        text = re.sub(r" {0,9}\t[ \t]{0,9}", "\t", line.text).strip(" ")
        if text or (shown and shown[-1].text):
            shown.append(replace(line, text=text))
    while shown and not shown[-1].text:
        shown.pop()
    return shown
