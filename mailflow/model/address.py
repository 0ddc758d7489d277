"""Addresses of the forum: one table, read in both directions, and the normal form in which addresses are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import NamedTuple

_LOCAL = re.compile(r"[^\s\x00-\x20@<>\"(),:;\\\[\]\ud800-\udfff]{1,64}")


def normal(address: str) -> str:
    """The comparable form: ASCII letters lowered, domain as A-labels, "" if it is no address at all.

    Only ASCII is lowered: Unicode case folding would merge different people (faults.md D6).
    """
    local, _, domain = address.strip().strip("<>").strip().rpartition("@")
    if not _LOCAL.fullmatch(local) or not domain or len(domain) > 253:
        return ""
    try:
        host = domain.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", host):
        return ""
    return f"{re.sub('[A-Z]+', lambda m: m[0].lower(), local)}@{host.lower()}"


class Destination(NamedTuple):
    """Where a letter to one of our addresses goes: `place` names the row of the table, `detail` what stands in its slot."""

    place: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The forum's addresses. Local parts are settings; a list's own address comes from its kind and wins over the table."""

    domain: str = "forum.example"
    office: str = "buero"
    applications: str = "anmeldung"
    commands: str = "mailflow"
    everyone: str = "forum"
    announce: str = "ankuendigungen"
    calendar: str = "termine"
    bounce: str = "bounce"
    reply: str = "antwort"
    privacy: str = "datenschutz"

    def of(self, place: str, detail: str = "") -> str:
        """The address of a place, e.g. of("reply", token), of("group", "wohnen"), of("join", "wohnen")."""
        for row in TABLE:
            if row.place == place:
                return f"{row.pattern(self).format(detail=detail)}@{self.domain}"
        raise KeyError(place)

    def destination(self, address: str) -> Destination | None:
        """What one of our addresses means, None if it is not ours or unknown. Whether a slug or token exists is not asked here."""
        local, _, domain = normal(address).rpartition("@")
        if not local or domain != normal(f"x@{self.domain}").rpartition("@")[2]:
            return None
        for row in TABLE:
            if (detail := row.detail(local, self)) is not None:
                return Destination(row.place, detail)
        return None

    def is_ours(self, address: str) -> bool:
        return normal(address).endswith("@" + self.domain)


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    local: str
    """Written form; {detail} is the slot, {office} and its kin are the settings above."""
    also: tuple[str, ...] = ()

    def pattern(self, names: Addresses) -> str:
        return _named(self.local, names)

    def detail(self, local: str, names: Addresses) -> str | None:
        """What stands in the slot of `local` ("" without a slot), None if this row does not fit."""
        for form in (self.local, *self.also):
            if found := _regex(_named(form, names)).fullmatch(local):
                return found.groupdict().get("detail") or ""
        return None


# Every letter is asked about at several addresses, each row by row.
@lru_cache(maxsize=256)
def _named(form: str, names: Addresses) -> str:
    for field in fields(names):
        form = form.replace("{" + field.name + "}", getattr(names, field.name))
    return form


@lru_cache(maxsize=256)
def _regex(form: str) -> re.Pattern[str]:
    before, slot, after = form.partition("{detail}")
    if not slot:
        return re.compile(re.escape(form))
    lead = re.escape(before[:-1]) + "[-+]" if before[-1:] in "-+" else re.escape(before)
    tail = "[-+]" + re.escape(after[1:]) if after[:1] in ("-", "+") else re.escape(after)
    return re.compile(f"{lead}(?P<detail>[a-z0-9][a-z0-9._=+-]*){tail}")


def _forms(*ends: str) -> tuple[str, ...]:
    """The same of groups and rooms: the ends that people know from other list servers too."""
    return tuple(f"{kind}-{{detail}}-{end}" for kind in ("ag", "raum") for end in ends)


TABLE: tuple[_Row, ...] = (
    _Row("join", "ag-{detail}-beitreten", _forms("beitreten", "join", "subscribe")),
    _Row("leave", "ag-{detail}-austreten", _forms("austreten", "leave", "unsubscribe")),
    _Row("stop", "austreten+{detail}", ("leave+{detail}",)),
    _Row("click", "klick+{detail}"),
    _Row("owner", "ag-{detail}-leitung", _forms("leitung", "owner")),
    _Row("request", "ag-{detail}-request"),
    _Row("list_bounces", "ag-{detail}-bounces"),
    _Row("group", "ag-{detail}", ("raum-{detail}",)),
    _Row("reply", "{reply}+{detail}"),
    _Row("verp", "{bounce}+{detail}"),
    _Row("bounce", "{bounce}"),
    _Row("meeting", "{calendar}+{detail}"),
    _Row("case", "{commands}+{detail}"),
    _Row("everyone", "{everyone}"),
    _Row("announce", "{announce}"),
    _Row("applications", "{applications}"),
    _Row("commands", "{commands}", ("hilfe",)),
    _Row("calendar", "{calendar}"),
    _Row("privacy", "{privacy}"),
    _Row("office", "{office}", ("postmaster", "abuse")),
)
"""First match wins. A new address is one row here; `tests/model/test_address.py` reads every row in both directions."""
