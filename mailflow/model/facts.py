"""What a decision may read: one narrow part per area, over any store of records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.model.address import normal
from mailflow.model.forum import Forum
from mailflow.model.letter import Letter
from mailflow.model.lists import ListKind
from mailflow.model.records import (
    Application,
    Delegation,
    Group,
    Hold,
    Introduction,
    Invitation,
    JournalEntry,
    Meeting,
    Membership,
    Period,
    Person,
    PersonAddress,
    Post,
    Question,
    Record,
    Said,
    Seat,
    SentLetter,
    Writer,
    is_away,
)
from mailflow.model.store import Records
from mailflow.model.vocabulary import GroupName

FIRST_WORDS = 2000
"""Characters of a post kept for digests, search and dossiers; the raw letter is kept whole."""
TWICE = timedelta(minutes=10)
"""Within which the same words of the same author are a second click on Send."""

INSIDE = ("member", "guest", "staff")
"""Of these statuses are those who may read lists."""


class _Part:
    def __init__(self, records: Records) -> None:
        self._records = records


class People(_Part):
    def get(self, id: str) -> Person | None:
        return self._records.get(Person, id)

    def by_address(self, address: str) -> Person | None:
        row = self._records.get(PersonAddress, normal(address))
        return self._records.get(Person, row.person) if row else None

    def addresses(self, person: Person) -> tuple[str, ...]:
        return tuple(row.id for row in self._records.all(PersonAddress, person=person.id))

    def may_write_for(self, address: str, person: Person, day: date) -> bool:
        """Whether a letter from this address speaks for the person: their own, their deputy's (VERTRETUNG), or their seat's."""
        return address in self.addresses(person) or person.id in {p.id for p in self.represented_by(address, day)}

    def represented_by(self, address: str, day: date) -> list[Person]:
        """Whom this address may write for today, besides its owner."""
        delegations = [d for d in self._records.all(Delegation, address=normal(address)) if day <= d.until]
        named = [p for d in delegations if (p := self.get(d.person)) and p.status != "left"]
        return [*named, *(p for p in self._main_of_seat(address) if p not in named)]

    def _main_of_seat(self, address: str) -> list[Person]:
        """The main person of a seat whose function mailbox this is, or whose deputy writes from it."""
        writer = self.by_address(address)
        deputised = [s for s in self._records.all(Seat, deputy=writer.id) if s.id == writer.seat] if writer else []
        mains = [(s, self.get(s.main)) for s in (*self._records.all(Seat, mailbox=normal(address)), *deputised)]
        return [p for s, p in mains if p and p.status == "member" and p.seat == s.id]

    def represented_before(self, address: str, day: date) -> list[tuple[Person, date]]:
        """Whom this address wrote for, each with the last day; only what is over."""
        over = [d for d in self._records.all(Delegation, address=normal(address)) if d.until < day]
        return [(person, d.until) for d in over if (person := self.get(d.person))]

    def deputies(self, person: Person) -> list[Delegation]:
        """Whom the person named, whether their time is over or not."""
        return self._records.all(Delegation, person=person.id)

    def staff(self) -> list[Person]:
        return self._records.all(Person, status="staff")

    def is_staff(self, address: str) -> bool:
        person = self.by_address(address)
        return person is not None and person.status == "staff"

    def paused_until(self, day: date) -> list[Person]:
        """Whose pause has this last day."""
        return self._records.all(Person, paused_until=day)

    def members(self) -> list[Person]:
        return self._records.all(Person, status="member")

    def inside(self) -> list[Person]:
        """Members and guests."""
        return self.members() + self._records.all(Person, status="guest")

    def bounced_since(self, moment: datetime) -> list[Person]:
        """People some letter to whom came back since then."""
        return self._records.all(Person, since=("last_bounce", moment))

    def of_seat(self, seat: str) -> list[Person]:
        return [p for p in self._records.all(Person, seat=seat) if p.status in {"member", "guest"}]

    def seat(self, name: str) -> Seat | None:
        """What the people of a seat have settled, if they have."""
        return self._records.get(Seat, name)

    def named(self, name: str, place: str = "") -> list[Person]:
        """People inside whose name contains every word of `name`, in the seat whose name contains `place`."""
        words = name.casefold().split()
        fitting = [p for p in self.inside() if words and all(w in p.name.casefold().split() for w in words)]
        return [p for p in fitting if place.casefold() in p.seat.casefold()] or fitting

    def next_id(self) -> str:
        return f"P-{self._records.last_number(Person, 'P') + 1:04}"


def _english(name: str) -> tuple[str, ...]:
    return (name, name.removesuffix(" working group")) if name else ()


class Lists(_Part):
    def __init__(self, records: Records, forum: Forum) -> None:
        super().__init__(records)
        self._forum = forum

    def get(self, slug: str) -> Group | None:
        return self._records.get(Group, slug)

    def all(self) -> list[Group]:
        return self._records.all(Group, state="active")

    def kind(self, group: Group) -> ListKind:
        return self._forum.kinds[group.kind]

    def at(self, address: str) -> Group | None:
        """The group whose list address this is."""
        return next(iter(self._records.all(Group, address=normal(address))), None)

    def roster(self, slug: str) -> list[Membership]:
        return self._records.all(Membership, group=slug)

    def reached_by(self, slug: str, day: date) -> list[str]:
        """Addresses that get posts of this list one by one on that day."""
        own = dict(self._records.values(Membership, ("person", "delivery"), group=slug))
        fields = ("id", "address", "status", "delivery", "paused_from", "paused_until")
        return [
            address
            for id, address, status, usual, since, until in self._records.values(Person, fields, id=list(own))
            if status in INSIDE and (own[id] or usual) == "single" and not is_away(day, since, until)
        ]

    def memberships(self) -> list[Membership]:
        return self._records.all(Membership)

    def of_person(self, person: str) -> list[Membership]:
        return self._records.all(Membership, person=person)

    def membership(self, slug: str, person: str) -> Membership | None:
        return self._records.get(Membership, f"{slug}:{person}")

    def writer(self, slug: str, addresses: Iterable[str]) -> Writer | None:
        """What was said of posts of this author, who has these addresses, to the list."""
        return next((w for a in addresses if (w := self._records.get(Writer, f"{slug}:{a}"))), None)

    def names(self) -> tuple[GroupName, ...]:
        """How people call each list; a "Housing working group" is "housing" in English as "AG Wohnen" is "Wohnen" in German."""
        return tuple(GroupName(g.id, g.name, g.address, (*g.aliases, *_english(g.name_en)), g.subject_tag) for g in self.all())


class Questions(_Part):
    def get(self, id: str) -> Question | None:
        return self._records.get(Question, id)

    def at(self, local_part: str) -> Question | None:
        """The question answered to this local part, whatever its state."""
        return next(iter(self._records.all(Question, address_hash=local_hash(local_part))), None)

    def answered_by(self, references: Iterable[str]) -> Question | None:
        for reference in references:
            sent = self._records.get(SentLetter, reference)
            if sent and sent.question:
                return self.get(sent.question)
        return None

    def sent(self, message_id: str) -> SentLetter | None:
        return self._records.get(SentLetter, message_id)

    def open(self, kind: str = "") -> list[Question]:
        return [q for q in self._records.all(Question, state="open") if kind in ("", q.kind)]

    def answered(self, kind: str) -> list[Question]:
        return self._records.all(Question, kind=kind, state="answered")

    def open_for(self, address: str) -> list[Question]:
        return [q for q in self.open() if address in q.asked]

    def about(self, matter: str) -> list[Question]:
        return self._records.all(Question, about=matter)

    def open_about(self, matter: str, kind: str) -> Question | None:
        """The newest open question of this kind about the matter."""
        return max((q for q in self.about(matter) if q.kind == kind and q.state == "open"), key=lambda q: q.opened, default=None)


class Matters(_Part):
    def application(self, number: str) -> Application | None:
        return self._records.get(Application, number)

    def applications(self) -> list[Application]:
        return [a for a in self._records.all(Application) if a.is_open]

    def application_of(self, address: str) -> Application | None:
        """The newest open application that this address writes for."""
        return next((a for a in reversed(self.applications()) if address in {a.sender, a.record.email}), None)

    def said(self, about: str) -> list[Said]:
        return sorted(self._records.all(Said, about=about), key=lambda s: s.at)

    def introductions(self, application: str) -> list[Introduction]:
        return self._records.all(Introduction, application=application)

    def all_introductions(self) -> list[Introduction]:
        return self._records.all(Introduction)

    def tandems(self, mentor: str = "") -> list[Introduction]:
        """Mentors and newcomers on their way together, or about to be; those of one mentor where one is named."""
        agreed = self._records.all(Introduction, state="accepted")
        return [i for i in agreed if mentor in ("", i.mentor)]

    def introduction(self, id: str) -> Introduction | None:
        return self._records.get(Introduction, id)

    def hold(self, number: str) -> Hold | None:
        return self._records.get(Hold, number)

    def holds(self) -> list[Hold]:
        return self._records.all(Hold, state="held")

    def meeting(self, number: str) -> Meeting | None:
        return self._records.get(Meeting, number)

    def meeting_with(self, uid: str) -> Meeting | None:
        return next(iter(self._records.all(Meeting, uid=uid)), None)

    def meetings(self) -> list[Meeting]:
        return self._records.all(Meeting, state="planned")

    def invitations(self, meeting: str) -> list[Invitation]:
        return self._records.all(Invitation, meeting=meeting)

    def invitation(self, meeting: str, address: str) -> Invitation | None:
        return self._records.get(Invitation, f"{meeting}:{address}")


class Archive(_Part):
    def post(self, message_id: str) -> Post | None:
        return self._records.get(Post, message_id)

    def answered_by(self, references: Iterable[str]) -> Post | None:
        return next((post for r in references if (post := self.post(r))), None)

    def thread_of(self, references: Iterable[str]) -> str:
        """Message-ID of the first post of the thread these references belong to, "" if to none."""
        answered = self.answered_by(references)
        return (answered.thread or answered.id) if answered else ""

    def of(self, group: str) -> list[Post]:
        """All posts of a list, in the order in which they were written."""
        return sorted(self._records.all(Post, group=group), key=lambda p: p.at)

    def found(self, query: str, readable: Mapping[str, datetime | None], most: int) -> list[Post]:
        """Posts with all words of the query, newest first, out of these lists, each from a moment on."""
        return self._records.found(query, readable, most)

    def same(self, group: str, letter: Letter, now: datetime) -> Post | None:
        """A post of a moment ago that says just what this letter says."""
        lately = self._records.all(Post, since=("at", now - TWICE), subject=letter.subject_base, group=group)
        return next((p for p in lately if p.text == letter.new_text[:FIRST_WORDS] and p.sender == letter.sender.address), None)

    def has_posts_of(self, addresses: tuple[str, ...], group: str) -> bool:
        return bool(self._records.values(Post, ("id",), group=group, sender=list(addresses)))

    def newest_of(self, addresses: tuple[str, ...], group: str, since: datetime) -> Post | None:
        return max(self._records.all(Post, since=("at", since), group=group, sender=list(addresses)), key=lambda p: p.at, default=None)

    def by(self, sender: str) -> list[Post]:
        return self._records.all(Post, sender=sender)

    def since(self, moment: datetime) -> list[Post]:
        return sorted(self._records.all(Post, since=("at", moment)), key=lambda p: p.at)


class Journal(_Part):
    def about(self, matter: str) -> list[JournalEntry]:
        return sorted(self._records.all(JournalEntry, about=matter), key=lambda e: e.at)

    def proofs(self, letters: Iterable[str]) -> dict[str, str]:
        """How sure we were who wrote each of these letters."""
        return {entry.letter: entry.text for entry in self._records.all(JournalEntry, what="proof", letter=list(letters))}

    def undoable(self, actor: str, now: datetime) -> list[JournalEntry]:
        """What this person decided and can still take back, newest last."""
        entries = self._records.all(JournalEntry, actor=actor, since=("undoable_until", now))
        undone = {e.about for e in self._records.all(JournalEntry, what="undo")}
        return sorted((e for e in entries if e.letter not in undone), key=lambda e: e.at)


@dataclass(frozen=True, slots=True)
class Facts:
    forum: Forum
    records: Records

    @property
    def people(self) -> People:
        return People(self.records)

    @property
    def lists(self) -> Lists:
        return Lists(self.records, self.forum)

    @property
    def questions(self) -> Questions:
        return Questions(self.records)

    @property
    def matters(self) -> Matters:
        return Matters(self.records)

    @property
    def archive(self) -> Archive:
        return Archive(self.records)

    @property
    def journal(self) -> Journal:
        return Journal(self.records)

    def next_number(self, letter: str, kind: type[Record], now: datetime) -> str:
        """The next number people can quote, e.g. F-2027-0031."""
        prefix = f"{letter}-{self.today(now).year}"
        return f"{prefix}-{self.records.last_number(kind, prefix) + 1:04}"

    def handled(self, message_id: str) -> bool:
        """Whether a letter under this Message-ID had its effects before this store knew of it, as a seed says."""
        return self.ran(handled_id(message_id))

    def ran(self, period: str) -> bool:
        return self.records.get(Period, period) is not None

    def ran_since(self, moment: datetime) -> frozenset[str]:
        return frozenset(period.id for period in self.records.all(Period, since=("ran", moment)))

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.forum.timezone)).date()


def handled_id(message_id: str) -> str:
    """The period that stands for a letter handled before."""
    return f"letter:{message_id}"


def local_hash(local_part: str) -> str:
    """What a question keeps of the local part it is answered to."""
    return hashlib.sha256(local_part.lower().encode()).hexdigest()
