"""Header fields with addresses: one unambiguous sender, or none (faults.md B4)."""

from __future__ import annotations

import re

from mailflow.model.address import normal
from mailflow.model.letter import Mailbox
from mailflow.understand.decoding.decode import HEADER_CAP, header_text, hides_lines, one_line, raw_text

RECIPIENT_CAP = 100
_TOKEN = re.compile(r'"(?:[^"\\]|\\.){0,2000}"|\\.|[(),;:<>]|[^"\\(),;:<>]+|["]', re.DOTALL)


def sole_mailbox(values: list[str]) -> tuple[Mailbox, str]:
    """The one mailbox of the one From field; else an empty address and the defect that spoils it."""
    if any(hides_lines(value) for value in values):
        return Mailbox("", header_text(values[0])), "from_hides_lines"
    if len(values) != 1:
        return Mailbox("", header_text(values[0]) if values else ""), "from_double" if values else "from_missing"
    found = _mailboxes(values[0])
    named = [box for box in found if box.address or "@" in box.name]
    if len(named) == 1 and named[0].address and not _hides_address(values[0], named[0]) and not _is_group(values[0]):
        return named[0], ""
    return Mailbox("", _shown_name(values[0], found)), "from_ambiguous"


def mailboxes(values: list[str]) -> tuple[Mailbox, ...]:
    """All readable mailboxes of To or Cc, at most 100."""
    return tuple(box for value in values[:20] for box in _mailboxes(value) if box.address)[:RECIPIENT_CAP]


def first_address(values: list[str]) -> str:
    return next((box.address for box in mailboxes(values[:1])), "")


def _shown_name(value: str, found: list[Mailbox]) -> str:
    return found[0].name if found else header_text(value)[:200]


def _hides_address(value: str, box: Mailbox) -> bool:
    """A phrase that is another address without quotes ("a@good <b@evil>"), or encoded words inside the address."""
    outside = re.sub(r'"(?:[^"\\]|\\.){0,2000}"', "", value[:HEADER_CAP]).rpartition("<")[0]
    addresses = re.findall(r"[^\s<>,;()]{1,64}@[^\s<>,;()]{1,255}", outside)
    return any(normal(a) != box.address for a in addresses) or "=?" in box.address or (value.count("<") > 1 and "<" in outside)


def _is_group(value: str) -> bool:
    """Addresses as a named group (RFC 6854): who judged the sender may have read another address, or none."""
    tokens = [token for token in _TOKEN.findall(value[:HEADER_CAP]) if token in {":", ";", "(", ")"}]
    return bool(re.search(r":[^;]*;", re.sub(r"\([^()]*\)", "", "".join(tokens))))


def _mailboxes(value: str) -> list[Mailbox]:
    found: list[Mailbox] = []
    phrase, angle, comment = "", None, ""
    depth = 0
    for token in _TOKEN.findall(value[:HEADER_CAP] + ","):
        if depth or token == "(":
            depth += {"(": 1, ")": -1}.get(token, 0)
            comment += token if depth else ""
        elif token == "<" and angle is None:
            angle = ""
        elif token == ">" and angle is not None:
            phrase += " "
            found.append(_mailbox(phrase, angle, comment))
            phrase, angle, comment = "", None, ""
        elif angle is not None:
            angle += token
        elif token in {",", ";"}:
            if phrase.strip():
                found.append(_mailbox("", phrase, comment))
            phrase, comment = "", ""
        elif token == ":" and "@" not in phrase:
            phrase = ""
        else:
            phrase += token
        if len(found) >= RECIPIENT_CAP:
            break
    return _without_split_names(found)


def _without_split_names(found: list[Mailbox]) -> list[Mailbox]:
    """`Müller, Anna <a@b>` without quotes: a part without any address belongs to the name of the next one."""
    out: list[Mailbox] = []
    waiting = ""
    for box in found:
        if not box.address and "@" not in box.name:
            waiting = box.name
            continue
        name = f"{waiting}, {box.name}" if waiting and box.name else box.name
        out.append(Mailbox(box.address, name))
        waiting = ""
    return out


def _mailbox(phrase: str, spec: str, comment: str) -> Mailbox:
    spec = raw_text(spec)
    address = normal(re.sub(r"\s+", "", spec)) if not re.search(r"\S\s+\S", spec.strip()) else ""
    words = re.sub(r'"((?:[^"\\]|\\.){0,2000})"', lambda m: re.sub(r"\\(.)", r"\1", m[1]), phrase)
    name = header_text(words).strip().strip('"').strip()
    if not name and comment:
        name = header_text(comment.lstrip("(")).strip()
    if not address and not name:
        name = one_line(header_text(spec))
    return Mailbox(address, name[:300])
