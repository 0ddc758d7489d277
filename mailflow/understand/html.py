"""HTML as its reader sees it: lines of text, quotes marked, what is hidden or struck through left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

CAP = 1_500_000
MOST_OPEN_TAGS = 1000
QUOTE = "\x00"
"""Marks a line that stands inside a structural quote."""
_BLOCKS = {
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
}
_SKIPPED = {"script", "style", "head", "title", "template", "noscript", "del", "s", "strike", "object", "svg"}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)|mso-hide\s*:\s*all|opacity\s*:\s*0\s*(?:;|$)",
    re.I,
)
_QUOTE_CLASS = re.compile(
    r"\b(?:gmail_quote|gmail_quote_container|moz-cite-prefix|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|gmx_quote|ms-outlook-quote)\b"
)
_QUOTE_ID = re.compile(
    r"^(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|replySplit|OLK_SRC_BODY_SECTION|isForwardContent|isReplyContent)$",
    re.I,
)
_SIGNATURE = re.compile(
    r"(?:^|[\s\"'])(?:gmail_signature|moz-signature|ms-outlook-mobile-signature|Signature|x_Signature|AppleMailSignature)(?:$|[\s\"'])"
)
_LINE = re.compile(r"border-top\s*:[^;]{0,80}solid|border\s*:\s*none\s*;\s*border-top", re.I)


@dataclass
class _Page:
    lines: list[str] = field(default_factory=lambda: [""])
    depth: int = 0
    cut: bool = False
    """Everything that follows is an older mail (Outlook puts no element around it)."""

    def write(self, text: str) -> None:
        self.lines[-1] += text

    def new_line(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")

    def blank_line(self) -> None:
        self.new_line()
        if len(self.lines) > 1 and self.lines[-2].strip():
            self.lines.append("")


def text_of_html(source: str) -> tuple[str, str]:
    """(text the person wrote, text quoted by structure). Too deep or too long HTML falls back to its bare text."""
    source = source[:CAP]
    if _too_deep(source):
        return re.sub(r"<[^<>]{0,2000}>", " ", source), ""
    body = LexborHTMLParser(source).body
    if body is None:
        return "", ""
    page = _Page()
    _walk(body, page, 0)
    new = [line for line in page.lines if not line.startswith(QUOTE)]
    old = [line.removeprefix(QUOTE) for line in page.lines if line.startswith(QUOTE)]
    return _tidy(new), _tidy(old)


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
        _one(child, page, level)
        child = child.next


def _one(node: LexborNode, page: _Page, level: int) -> None:
    tag = node.tag or ""
    if tag == "-text":
        text = re.sub(r"[ \t\r\n\f]+", " ", node.text_content or "")
        _put(page, text)
        return
    if tag in _SKIPPED or tag.startswith(("-", "!")) or level > 400 or _hidden(node):
        return
    if tag == "br":
        _break(page)
        return
    if tag in {"td", "th"}:
        _put(page, " \t " if page.lines[-1].strip() else "")
    block = tag in _BLOCKS
    quoted = _is_quote(node, tag)
    if block:
        _break(page, fresh=True, blank=tag in {"p", "blockquote", "h1", "h2", "h3"})
    if tag == "li":
        _put(page, "- ")
    page.depth += quoted
    _walk(node, page, level + 1)
    if block:
        _break(page, fresh=True, blank=tag in {"p", "blockquote"})
    page.depth -= quoted
    if quoted and _cuts(node):
        page.cut = True


def _put(page: _Page, text: str) -> None:
    if not page.lines[-1] and not text.strip():
        return
    if not page.lines[-1] and (page.depth or page.cut):
        page.lines[-1] = QUOTE
    page.write(text)


def _break(page: _Page, *, fresh: bool = False, blank: bool = False) -> None:
    if blank and page.lines[-1].strip(QUOTE + " "):
        page.lines += ["", ""] if not (page.depth or page.cut) else [""]
    elif not fresh or page.lines[-1].strip(QUOTE + " "):
        page.lines.append("")


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return bool(_HIDDEN.search(attributes.get("style") or "")) or "hidden" in attributes


def _is_quote(node: LexborNode, tag: str) -> bool:
    attributes = node.attributes
    classes, id = attributes.get("class") or "", attributes.get("id") or ""
    if tag == "blockquote":
        return "cite" in (attributes.get("type") or "") or bool(attributes.get("cite")) or "border-left" in (attributes.get("style") or "")
    if _QUOTE_CLASS.search(classes) or _QUOTE_ID.match(id.removeprefix("x_")) or (attributes.get("name") or "") == "quote":
        return True
    if tag in {"div", "p"} and _LINE.search(attributes.get("style") or ""):
        return bool(re.match(r"\s*(?:Von|From|Gesendet|Sent)\s*:", node.text(deep=True)[:200]))
    return False


def _cuts(node: LexborNode) -> bool:
    attributes = node.attributes
    id = (attributes.get("id") or "").removeprefix("x_")
    return id in {"divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container"} or bool(
        _LINE.search(attributes.get("style") or "")
    )


def _tidy(lines: list[str]) -> str:
    cleaned = [re.sub(r"[ \t]*\t[ \t]*", "\t", line).strip(" ") for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(cleaned)).strip("\n")
