"""One Markdown source, two parts of a letter: quiet plain text and accessible HTML that say the same words."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable
from pathlib import Path

import css_inline
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

BUTTON = "button"
"""Link title that makes a link a button."""

_PARSER = MarkdownIt("commonmark", {"html": False})
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def escaped(text: str) -> str:
    """User text as it may stand in Markdown: every ASCII punctuation mark literal, one line."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def quoted(text: str) -> str:
    """User text as a block quote: its lines kept, nothing in it read as Markdown."""
    lines = [escaped(line) for line in text.strip().splitlines()] or [""]
    return "\n".join(f"> {line}\\" if line and following else f"> {line}" for line, following in _with_next(lines))


def _with_next(lines: list[str]) -> Iterable[tuple[str, str]]:
    return zip(lines, [*lines[1:], ""], strict=True)


def tree_of(source: str) -> SyntaxTreeNode:
    """The source, parsed once for both parts of a letter."""
    return SyntaxTreeNode(_PARSER.parse(source))


def text_of(tree: SyntaxTreeNode) -> str:
    """Plain text: headings as lines, lists with - and numbers, quotes with >, buttons as [label].

    Paragraphs stay one line: phones and screen readers wrap better than we could, and a wrapped line could be a lone word that decides.
    """
    return "\n\n".join(_block(child) for child in tree.children).strip() + "\n"


def html_of(tree: SyntaxTreeNode, language: str, title: str, base: Path) -> str:
    """A whole HTML document with inlined CSS; `base` is the folder with layout.html and style.css."""
    body = "\n".join(_html(child) for child in tree.children)
    layout = (base / "layout.html").read_text("utf-8")
    page = layout.replace("{style}", (base / "style.css").read_text("utf-8"))
    page = page.replace("{language}", language).replace("{title}", html.escape(title)).replace("{body}", body)
    inlined: str = _INLINER.inline(page)
    return inlined


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "heading" | "paragraph":
            return _inline(node.children[0])
        case "bullet_list":
            return "\n".join(_item(child, "- ") for child in node.children)
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            return "\n".join(_item(child, f"{number}. ") for number, child in enumerate(node.children, first))
        case "blockquote":
            inner = "\n\n".join(_block(child) for child in node.children)
            return "\n".join(f"> {line}".rstrip() for line in inner.splitlines())
        case "hr":
            return ""
    return node.content


def _item(node: SyntaxTreeNode, mark: str) -> str:
    inner = "\n".join(_block(child) for child in node.children)
    return mark + textwrap.indent(inner, " " * len(mark)).lstrip()


def _inline(node: SyntaxTreeNode) -> str:
    return "".join(_inline_text(child) for child in node.children)


def _inline_text(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak":
            return "\n" if _beside_button(node) else " "
        case "hardbreak":
            return "\n"
        case "link":
            label, address = _inline(node), str(node.attrs.get("href", ""))
            if node.attrs.get("title") == BUTTON:
                return f"[{label}]"
            return label if address.removeprefix("mailto:") == label else f"{label} ({address})"
    return _inline(node) if node.children else node.content


def _beside_button(node: SyntaxTreeNode) -> bool:
    sibling = node.next_sibling
    return sibling is not None and sibling.type == "link" and sibling.attrs.get("title") == BUTTON


def _html(node: SyntaxTreeNode) -> str:
    match node.type:
        case "heading":
            return f"<{node.tag}>{_inline_html(node.children[0])}</{node.tag}>"
        case "paragraph":
            inner = _inline_html(node.children[0])
            return f'<p class="buttons">{inner}</p>' if 'class="button"' in inner else f"<p>{inner}</p>"
        case "bullet_list" | "ordered_list":
            start = f' start="{node.attrs["start"]}"' if node.attrs.get("start", 1) != 1 else ""
            items = "\n".join(f"<li>{_item_html(child)}</li>" for child in node.children)
            return f"<{node.tag}{start}>\n{items}\n</{node.tag}>"
        case "blockquote":
            return "<blockquote>" + "\n".join(_html(child) for child in node.children) + "</blockquote>"
        case "hr":
            return ""
    return f"<p>{html.escape(node.content)}</p>"


def _item_html(node: SyntaxTreeNode) -> str:
    """A list item; its only paragraph needs no <p>, whether or not blank lines stood between the items."""
    children = node.children
    if len(children) == 1 and children[0].type == "paragraph":
        return _inline_html(children[0].children[0])
    return "\n".join(_html(child) for child in children)


def _inline_html(node: SyntaxTreeNode) -> str:
    return "".join(_inline_html_of(child) for child in node.children)


def _inline_html_of(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "code_inline" | "text_special":
            return html.escape(node.content, quote=False)
        case "softbreak":
            return "\n"
        case "hardbreak":
            return "<br>\n"
        case "link":
            role = ' class="button"' if node.attrs.get("title") == BUTTON else ""
            return f'<a{role} href="{html.escape(str(node.attrs.get("href", "")))}">{_inline_html(node)}</a>'
        case "strong" | "em":
            return f"<{node.tag}>{_inline_html(node)}</{node.tag}>"
    return html.escape(node.content, quote=False)
