"""What somebody may take along: everything they may see, in files that need no program of ours (R58; Art. 20 DSGVO)."""

from __future__ import annotations

from collections.abc import Iterable

from mailflow.decide.command import Call
from mailflow.decide.lists.archive import may_read, readable_by
from mailflow.decide.privacy import consents, rights
from mailflow.model.effects import Box, Send
from mailflow.model.facts.people import INSIDE
from mailflow.model.letter import Mailbox
from mailflow.model.records import Group, Meeting, Person, Post
from mailflow.model.table import csv_of

LETTERS = 5
"""Of one archive by mail; the office has all of it."""
PEOPLE = ("name", "seat", "role", "status", "address", "phone", "lists")
GROUPS = ("name", "address", "topic", "speakers", "reads")


def own_letter(call: Call, to: Mailbox) -> Send:
    """One letter with own data, the groups, whoever may be seen, and dates."""
    files = [("meine-daten.json", rights.as_json(rights.kept_of(call)))]
    tables = [] if call.sender is None or call.sender.status not in INSIDE else _tables(call.sender, call)
    return Send("privacy/export", to, {"name": to.name}, files=(*files, *tables), meetings=tuple(_meetings(call)))


def boxes(call: Call, to: Mailbox) -> list[Box]:
    """Own posts wherever they were written, and the archives of one's lists as far as one may read them."""
    own = [post for address in rights.theirs(call).addresses for post in call.facts.archive.by(address)]
    found = [_box("eigene-beitraege", "", own, call, to)]
    readable = readable_by(call.sender, call.facts) if call.sender else {}
    for group in _lists(call):
        posts = [post for post in call.facts.archive.of(group.id) if may_read(post, readable)]
        found.append(_box(f"archiv-{group.id}", group.name, posts, call, to))
    return [box for box in found if box.posts]


def _box(name: str, group: str, posts: Iterable[Post], call: Call, to: Mailbox) -> Box:
    send = Send("privacy/archive", to, {"name": to.name, "group": group}, call.letter.id)
    return Box(send, tuple(posts), name, LETTERS)


def _lists(call: Call) -> list[Group]:
    """The office's are all of them."""
    if call.is_staff:
        return call.facts.lists.all()
    own = {m.group for m in call.facts.lists.of_person(call.sender.id)} if call.sender else set()
    return [group for group in call.facts.lists.all() if group.id in own]


def _tables(person: Person, call: Call) -> list[tuple[str, bytes]]:
    facts, lists = call.facts, _lists(call)
    shown = facts.people.agreed_to(consents.CONTACTS)
    sees = person.status != "guest" or facts.forum.guests.members
    readers: dict[str, list[str]] = {}
    for group in lists if sees else ():
        for membership in facts.lists.roster(group.id):
            readers.setdefault(membership.person, []).append(group.name)
    people = [(p, readers[id]) for id in readers if (p := facts.people.get(id))]
    rows = [_person(p, names, reached=call.is_staff or p.id == person.id or p.address in shown) for p, names in people]
    groups = [_group(group, person, call) for group in facts.lists.all()]
    return [("personen.csv", csv_of(PEOPLE, sorted(rows, key=lambda row: row["name"]))), ("gruppen.csv", csv_of(GROUPS, groups))]


def _person(person: Person, lists: list[str], *, reached: bool) -> dict[str, str]:
    row = {"name": person.name, "seat": person.seat, "role": person.role, "status": person.status, "lists": ", ".join(sorted(lists))}
    return row | ({"address": person.address, "phone": person.phone} if reached else {})


def _group(group: Group, person: Person, call: Call) -> dict[str, str]:
    speakers = [p.name for id in group.speakers if (p := call.facts.people.get(id))]
    reads = call.facts.lists.membership(group.id, person.id)
    told = {"name": group.name, "address": group.address, "topic": group.topic, "speakers": ", ".join(speakers)}
    return told | {"reads": f"{reads.since:%Y-%m-%d}" if reads and reads.since else "x" if reads else ""}


def _meetings(call: Call) -> list[Meeting]:
    """Those they were invited to or invited others to."""
    addresses = rights.theirs(call).addresses
    return [
        m
        for m in call.facts.matters.meetings()
        if m.organiser in addresses or any(call.facts.matters.invitation(m.id, a) for a in addresses)
    ]
