"""A forum from one JSON file (contract.md section 5): for the demo, for tests, for `explain --seed`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from mailflow.model.address import Addresses, normal
from mailflow.model.facts import handled_id
from mailflow.model.facts.questions import local_hash
from mailflow.model.intent import ApplicationRecord
from mailflow.model.records import (
    Application,
    Charter,
    Group,
    Hold,
    Invitation,
    Meeting,
    Membership,
    Period,
    Person,
    PersonAddress,
    Post,
    Question,
    Record,
    SentLetter,
)
from mailflow.model.vocabulary import County


class SeedError(Exception):
    """The seed file cannot be read; the message names file and key."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _null_means_unsaid(cls, values: object) -> object:
        return {k: v for k, v in values.items() if v is not None} if isinstance(values, dict) else values


def _an_address(value: str) -> str:
    if not normal(value):
        raise ValueError(f"»{value}« is no e-mail address")
    return value


_Address = Annotated[str, AfterValidator(_an_address)]


class _Group(_Part):
    slug: str
    name: str
    list_address: str
    name_en: str = ""
    subject_tag: str = ""
    aliases: list[str] = []
    topic: str = ""
    speakers: list[str] = []


class _Staff(_Part):
    name: str
    address: _Address


class _Member(_Part):
    name: str
    address: _Address
    landkreis: str = ""
    groups: list[str] = []
    status: Literal["member", "guest", "left"] = "member"
    role: str = ""
    joined: datetime | None = None
    addresses: list[str] = []


class _County(_Part):
    name: str
    bundesland: str
    aliases: list[str] = []


class _Case(_Part):
    ref: str
    kind: str
    state: str = "open"
    reply_to: str = ""
    message_id: str = ""
    subject: str = ""
    sent_to: list[str] = []
    date: datetime
    organisation: str = ""
    contact: str = ""
    contact_address: str = ""
    group: str = ""
    author: str = ""
    title: str = ""


class _Event(_Part):
    uid: str
    summary: str
    organizer: str
    dtstart: datetime
    dtend: datetime
    rrule: str | None = None
    location: str | None = None
    sequence: int = 0
    message_id: str = ""
    attendees: list[str] = []


class _Post(_Part):
    message_id: str
    kind: str = ""
    from_: str = Field(alias="from")
    from_name: str = ""
    date: datetime | None = None
    subject: str = ""
    text: str = ""


class _Seed(_Part):
    key: str = ""
    network: str
    now: datetime | None = None
    timezone: str = "Europe/Berlin"
    domain: str
    mx: str = ""
    authserv_id: str = ""
    addresses: dict[str, str] = {}
    external_markers: list[str] = []
    groups: list[_Group] = []
    staff: list[_Staff] = []
    members: list[_Member] = []
    counties: list[_County] = []
    cases: list[_Case] = []
    events: list[_Event] = []
    sent: list[str] = []
    archive: list[_Post] = []
    processed: list[str] = []

    @model_validator(mode="after")
    def _groups_are_there(self) -> _Seed:
        known = {group.slug for group in self.groups}
        for member in self.members:
            if unknown := [slug for slug in member.groups if slug not in known]:
                raise ValueError(f"{member.name} is in »{unknown[0]}«; expected one of the groups: {', '.join(sorted(known))}")
        return self


def seed_from(file: Path) -> list[Record]:
    """Every record of the forum the file describes, its `Charter` among them."""
    try:
        seed = _Seed.model_validate(json.loads(file.read_text("utf-8")))
    except FileNotFoundError as e:
        raise SeedError(f"{file}: no such seed file") from e
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as e:
        raise SeedError(f"{file}: cannot be read as JSON: {e}") from e
    except ValidationError as e:
        mistake = e.errors()[0]
        path = ".".join(str(part) for part in mistake["loc"])
        raise SeedError(": ".join(filter(None, (str(file), path, _told(mistake))))) from e
    return list(_records(seed))


_EXPECTED = {
    "string": "a text",
    "list": "a list",
    "dict": "an object",
    "model": "an object",
    "datetime": "a time like 2027-03-16T10:00:00+01:00",
}


def _told(mistake: ErrorDetails) -> str:
    sort = mistake["type"]
    if sort == "extra_forbidden":
        return "there is no such key in a seed"
    if sort == "value_error":
        return mistake["msg"].removeprefix("Value error, ")
    if sort == "literal_error":
        return f"expected {mistake['ctx']['expected']}"
    return "is missing" if sort == "missing" else f"expected {_EXPECTED.get(sort.partition('_')[0], 'something else')}"


def _records(seed: _Seed) -> Iterator[Record]:
    charter = _charter(seed)
    addresses = Addresses(domain=seed.domain, **charter.addresses)
    yield charter
    people = {normal(p.address): p for p in _people(seed)}
    for person in people.values():
        yield person
        yield PersonAddress(id=person.address, person=person.id)
    for member in seed.members:
        for other in member.addresses:
            yield PersonAddress(id=normal(other), person=people[normal(member.address)].id)
    groups = list(_groups(seed, addresses, people))
    yield from groups
    yield from _memberships(seed, groups, people)
    for case in seed.cases:
        yield from _case(case, seed)
    for number, event in enumerate(seed.events, 1):
        yield from _event(event, number, people)
    for message_id in seed.sent:
        yield SentLetter(id=message_id)
    for post in seed.archive:
        yield _post(post, people, groups)
    for message_id in seed.processed:
        yield Period(id=handled_id(message_id), ran=seed.now or datetime.now(UTC))


def _charter(seed: _Seed) -> Charter:
    local = {name: address.partition("@")[0] for name, address in seed.addresses.items() if name in _NAMES}
    for group in seed.groups:
        place, _, domain = group.list_address.partition("@")
        if (domain == seed.domain and not place.startswith("ag-") and place != local.get("announce")) or group.slug == "alle":
            local["everyone"] = place
    counties = tuple(County(c.name, "Landkreis", c.bundesland, aliases=tuple(c.aliases)) for c in seed.counties)
    return Charter(
        id="forum",
        name=seed.network,
        domain=seed.domain,
        timezone=seed.timezone,
        addresses=local,
        trusted_authserv=(seed.authserv_id,) if seed.authserv_id else (),
        external_markers=tuple(seed.external_markers),
        counties=counties,
    )


_NAMES = {"office", "applications", "commands", "everyone", "announce", "calendar", "bounce", "reply", "privacy"}


def _people(seed: _Seed) -> Iterator[Person]:
    number = 0
    for staff in seed.staff:
        number += 1
        yield Person(id=f"P-{number:04}", name=staff.name, address=normal(staff.address), status="staff")
    for member in seed.members:
        number += 1
        yield Person(
            id=f"P-{number:04}",
            name=member.name,
            address=normal(member.address),
            status=member.status,
            seat=member.landkreis or "",
            role=member.role,
            joined=member.joined,
        )


def _groups(seed: _Seed, addresses: Addresses, people: dict[str, Person]) -> Iterator[Group]:
    kinds = {normal(addresses.of("announce")): "announcements", normal(addresses.of("everyone")): "everyone"}
    there = set()
    for group in seed.groups:
        address = normal(group.list_address)
        there.add(address)
        yield Group(
            id=group.slug,
            name=group.name,
            kind=kinds.get(address, "workgroup"),
            address=address,
            name_en=group.name_en,
            topic=group.topic,
            subject_tag=group.subject_tag,
            aliases=tuple(group.aliases),
            speakers=tuple(people[normal(a)].id for a in group.speakers if normal(a) in people),
        )
    for address, kind in kinds.items():
        if address not in there:
            name = seed.network if kind == "everyone" else "Ankündigungen"
            yield Group(id=address.partition("@")[0], name=name, kind=kind, address=address)


def _memberships(seed: _Seed, groups: list[Group], people: dict[str, Person]) -> Iterator[Membership]:
    for member in seed.members:
        person = people[normal(member.address)]
        wanted = [g.id for g in groups if g.kind != "workgroup"] if person.status == "member" else []
        for slug in dict.fromkeys([*member.groups, *wanted]) if person.status != "left" else ():
            yield Membership(id=f"{slug}:{person.id}", group=slug, person=person.id, since=member.joined)


def _case(case: _Case, seed: _Seed) -> Iterator[Record]:
    asked = tuple(normal(a) for a in case.sent_to or [s.address for s in seed.staff])
    kind = {"application": "admission", "moderation": "moderation"}.get(case.kind, "admission")
    is_open = case.state == "open"
    if case.kind == "application":
        record = ApplicationRecord(
            landkreis=case.organisation, organisation="", contact_name=case.contact, email=normal(case.contact_address), consent_given=True
        )
        state = "decision" if is_open else case.state if case.state in {"admitted", "rejected", "deferred"} else "admitted"
        sender = normal(case.contact_address)
        yield Application(id=case.ref, state=state, sender=sender, sender_name=case.contact, record=record, opened=case.date)
    else:
        state = "held" if is_open else case.state if case.state in {"released", "discarded"} else "released"
        yield Hold(id=case.ref, group=case.group, letter="", sender=normal(case.author), title=case.title, state=state, at=case.date)
    id = f"{kind}:{case.ref}:seed"
    local = case.reply_to.partition("@")[0]
    token = local.partition("+")[2]
    yield Question(id=id, kind=kind, about=case.ref, asked=asked, opened=case.date, state="open" if is_open else "answered")
    hashed = local_hash(token) if token else ""
    if case.message_id or hashed:
        yield SentLetter(id=case.message_id or id, question=id, about=case.ref, sent=case.date, address_hash=hashed)


def _event(event: _Event, number: int, people: dict[str, Person]) -> Iterator[Record]:
    meeting = f"T-{event.dtstart.year}-{number:04}"
    yield Meeting(
        id=meeting,
        uid=event.uid,
        title=event.summary,
        start=event.dtstart,
        end=event.dtend,
        place=event.location or "",
        organiser=normal(event.organizer),
        sequence=event.sequence,
    )
    invitees = [normal(a) for a in event.attendees]
    for address in invitees:
        person = people.get(address)
        yield Invitation(id=f"{meeting}:{address}", meeting=meeting, address=address, name=person.name if person else "")
    id = f"rsvp:{meeting}:all"
    yield Question(id=id, kind="rsvp", about=meeting, asked=tuple(invitees), opened=event.dtstart, expires=None)
    if event.message_id:
        yield SentLetter(id=event.message_id, question=id, about=meeting)


def _post(post: _Post, people: dict[str, Person], groups: list[Group]) -> Post:
    sender = people.get(normal(post.from_))
    return Post(
        id=post.message_id,
        group=_group_of(post, groups),
        sender=normal(post.from_),
        sender_name=post.from_name or (sender.name if sender else ""),
        place=sender.seat if sender else "",
        subject=post.subject,
        text=post.text,
        thread=post.message_id,
        at=post.date or datetime(2000, 1, 1, tzinfo=UTC),
    )


def _group_of(post: _Post, groups: list[Group]) -> str:
    for group in groups:
        if group.subject_tag and group.subject_tag in post.subject:
            return group.id
    return next((g.id for g in groups if g.kind == "everyone"), "")
