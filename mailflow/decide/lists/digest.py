"""The week in one letter: what waits for the reader, meetings, threads, newcomers; numbered, to be answered by number."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from mailflow.decide import desk
from mailflow.decide.asking import kinds, question
from mailflow.decide.groupwork import topics
from mailflow.decide.joining import guests
from mailflow.decide.lists.archive import told_from
from mailflow.decide.lists.headings import ORDER, heading_of
from mailflow.model.deliveries import is_edition
from mailflow.model.effects import Ask, Decision, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.forum import GuestRights
from mailflow.model.letter import Mailbox
from mailflow.model.lists import ListKind, Wish
from mailflow.model.records import Group, Period, Person, Post, Topic

WEEK = timedelta(days=7)
MOST_WEEKS = timedelta(days=36)
"""What was not told because the house was closed is told by the next letter, back to here."""
AHEAD = timedelta(days=120)
FIRST_WORDS = 280
MOST_CONTENTS = 64
"""Kept at a time; each may hold a hundred items."""


class Concern(NamedTuple):
    """What of a week concerns a reader; who shares it gets the same letter."""

    lists: frozenset[tuple[str, datetime | None]]
    """Each from a moment on, where the reader joined it in this week."""
    questions: tuple[str, ...]
    """Ids."""
    answers: tuple[str | None, ...]
    """To the invitation to each meeting, None where there was none."""
    supports: tuple[bool, ...]
    """Each topic, if topics are shown at all."""
    is_office: bool
    newcomer: str
    """Id of the reader who need not be told of themselves."""
    sees_readers: bool
    """Whether they are told who joined their lists (R31)."""


@dataclass(frozen=True, slots=True)
class Week:
    """What the digests of one day share, read once for all readers."""

    day: date
    now: datetime
    language: str
    """Of readers who have not chosen one."""
    questions: Mapping[str, list[dict[str, Any]]]
    """Open ones that can be answered by number, by the address that was asked."""
    meetings: tuple[tuple[dict[str, Any], Mapping[str, str]], ...]
    """Each with the answers so far, by address; invitations are answered here and not among the questions."""
    threads: tuple[tuple[tuple[Post, dict[str, Any]], ...], ...]
    """Posts in the order they were written, each as it is shown; a thread may cross lists."""
    topics: tuple[tuple[Topic, dict[str, Any]], ...]
    lists: Mapping[str, str]
    """Names by slug."""
    kinds: Mapping[str, ListKind]
    """By slug."""
    since: datetime
    """When the last overview was written."""
    newcomers: tuple[tuple[str, dict[str, str]], ...]
    joined: tuple[tuple[str, str, dict[str, str]], ...]
    """(slug, id, who) of people new to a working group's list (R33)."""
    applications: tuple[dict[str, Any], ...]
    """Open ones with their states, for the office."""
    guest_rights: GuestRights | None
    """What guests may do, where that has changed since the last one (R31)."""
    wished: Mapping[str, Sequence[Wish]]
    """How posts of each list come to each reader, by id."""
    contents: dict[Concern, dict[str, Any]] = field(default_factory=dict)
    """The letter's sections, by whom they concern."""


def week_of(day: date, facts: Facts, now: datetime, readers: Sequence[str]) -> Week:
    """`readers` are the ids of those whose digests are written."""
    before = facts.last_run("digest:", now - MOST_WEEKS, but_for=f":{day.isoformat()}")
    since = before or now - WEEK
    groups = facts.lists.all()
    lists = {group.id: group.name for group in groups}
    threads: dict[str, list[tuple[Post, dict[str, Any]]]] = defaultdict(list)
    for post in facts.archive.since(since):
        # Of a list that is closed its people got the last letter, with all that stands in it.
        if post.at <= now and post.is_found and post.group in lists:
            threads[post.thread or post.id].append((post, _shown(post)))
    arrived = sorted((p for p in facts.people.joined_since(since) if p.status in {"member", "guest"}), key=lambda p: p.status == "guest")
    return Week(
        day=day,
        now=now,
        language=facts.forum.language,
        questions=_questions(facts, now),
        meetings=tuple(_meetings(facts, now)),
        threads=tuple(tuple(posts) for posts in threads.values()),
        topics=tuple(topics.for_digest(facts, since, now)),
        lists=lists,
        kinds={group.id: facts.lists.kind(group) for group in groups},
        since=since,
        joined=tuple(_joined(groups, since, facts, now)),
        newcomers=tuple((p.id, {"name": p.name, "seat": guests.place_of(p, facts)}) for p in arrived),
        applications=tuple(desk.open_applications(facts)),
        guest_rights=facts.forum.guests if facts.today(since) < facts.forum.guests.since <= facts.today(now) else None,
        wished=facts.lists.wished(readers),
    )


def _joined(groups: Sequence[Group], since: datetime, facts: Facts, now: datetime) -> Iterator[tuple[str, str, dict[str, str]]]:
    names = {group.id: group.name for group in groups if group.kind == "workgroup"}
    for one in facts.lists.joined_since(since, names):
        if one.since and one.since <= now and (person := facts.people.get(one.person)):
            yield one.group, person.id, {"name": person.name, "seat": guests.place_of(person, facts), "group": names[one.group]}


def period(person: str, day: date) -> str:
    return f"digest:{person}:{day.isoformat()}"


def digest_for(person: Person, week: Week) -> Decision:
    """This reader's digest. The period row makes it once per person and week."""
    content, about = content_for(person, week), period(person.id, week.day)
    ran = Save(Period(id=about, ran=week.now))
    if not any(content[part] for part in ("items", "newcomers", "joined", "applications", "rights")):
        return Decision(Verdict("accept", "nothing_to_tell"), (ran,))
    details = {"items": {str(item["number"]): {"kind": item["kind"], "id": item["id"]} for item in content["items"]}}
    cause, days = week.day.isoformat(), kinds()["digest"].days
    asked = question("digest", about, (person.address,), week.now, cause, days=days, details=details)
    send = Send(
        "digest/weekly", Mailbox(person.address, person.name), content, about, language=person.language or week.language, one_of_many=True
    )
    return Decision(Verdict("accept", "digest"), (ran, Ask(asked, (send,))))


def content_for(person: Person, week: Week) -> dict[str, Any]:
    """The letter's sections; every item carries the one number it is answered by. Readers with the same concern share one content."""
    concern = _concern_of(person, week)
    if concern not in week.contents:
        if len(week.contents) >= MOST_CONTENTS:
            week.contents.clear()
        week.contents[concern] = _content(concern, week.questions.get(person.address, []), week)
    return week.contents[concern]


def _concern_of(person: Person, week: Week) -> Concern:
    return Concern(
        lists=_told_of(person, week),
        questions=tuple(item["id"] for item in week.questions.get(person.address, ())),
        answers=tuple(answers.get(person.address) for _, answers in week.meetings),
        supports=tuple(person.id in topic.supporters for topic, _ in week.topics) if person.status != "guest" else (),
        is_office=person.status == "staff",
        newcomer=person.id if any(id == person.id for id in (*(id for id, _ in week.newcomers), *(id for _, id, _ in week.joined))) else "",
        sees_readers=person.status != "guest",
    )


def _content(concern: Concern, questions: list[dict[str, Any]], week: Week) -> dict[str, Any]:
    sections = {
        "questions": questions,
        "meetings": [
            meeting | {"answer": answer} for (meeting, _), answer in zip(week.meetings, concern.answers, strict=True) if answer is not None
        ],
        "topics": [item | {"supports": supports} for (_, item), supports in zip(week.topics, concern.supports, strict=False)],
        "threads": sorted(_threads(concern, week), key=lambda item: ORDER.index(item["heading"])),
    }
    number = itertools.count(1)
    numbered = {name: [item | {"number": next(number)} for item in items] for name, items in sections.items()}
    head = {
        "week": week.day.isocalendar().week,
        "day": week.day,
        "newcomers": [shown for id, shown in week.newcomers if id != concern.newcomer],
        "joined": _new_readers(concern, week) if concern.sees_readers else [],
        "applications": list(week.applications) if concern.is_office else [],
        "rights": week.guest_rights,
    }
    return head | numbered | {"items": [item for items in numbered.values() for item in items]}


def _new_readers(concern: Concern, week: Week) -> list[dict[str, str]]:
    lists = dict(concern.lists)
    return [who for group, id, who in week.joined if group in lists and id != concern.newcomer]


def readers(facts: Facts, day: date) -> Iterator[str]:
    """The ids of all who get one on that day."""
    return (person for person, ways in facts.lists.ways(day) if _reads_on(ways[0].usual, day))


def _reads_on(delivery: str, day: date) -> bool:
    """Monthly readers get the first overview of a month."""
    return day.day <= 7 if delivery.startswith("monthly") else delivery != "off"


def _told_of(person: Person, week: Week) -> frozenset[tuple[str, datetime | None]]:
    """The lists of this person but those that come less often or in editions of their own."""
    told = (wish for wish in week.wished.get(person.id, ()) if wish.delivery not in {"monthly", "off"} and wish.group in week.kinds)
    return frozenset(
        (wish.group, begins if begins and begins > week.since else None)
        for wish in told
        if not is_edition(wish.delivery or person.delivery)
        for begins in (told_from(wish.since, person, week.kinds[wish.group]),)
    )


def _is_over(until: date | None, now: datetime, facts: Facts) -> bool:
    """Whether an answer would come too late, though what was answered in time is still waited for."""
    return until is not None and (until <= now if isinstance(until, datetime) else until < facts.today(now))


def _questions(facts: Facts, now: datetime) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    shown = [one for kind in kinds().values() if kind.in_digest for one in facts.questions.open(kind.name)]
    for one in sorted(shown, key=lambda one: one.id):
        kind = kinds()[one.kind]
        if not one.answered and not _put_off(one.about, facts):
            item: dict[str, Any] = {"kind": "question", "id": one.id, "asked": one.kind, "about": one.about, "until": one.expires}
            item |= title_of(one.about, facts) | (kind.shown(one, facts) if kind.shown else {})
            if _is_over(item["until"], now, facts):
                continue
            for address in one.asked:
                found[address].append(item)
    return found


def _put_off(about: str, facts: Facts) -> bool:
    """Whether the office has set a day for this matter: until then it waits for nobody."""
    application = facts.matters.application(about)
    return application is not None and application.state == "deferred" and application.deferred_until is not None


def title_of(about: str, facts: Facts) -> dict[str, str]:
    if introduction := facts.matters.introduction(about):
        newcomer = facts.people.get(introduction.newcomer)
        return {"title": f"{newcomer.name} ({newcomer.seat})" if newcomer else about}
    if application := facts.matters.application(about):
        return {"title": application.title}
    if group := facts.lists.get(about.partition(":")[0]):
        return {"title": group.name}
    if person := facts.people.get(about):
        return {"title": f"{person.name} ({person.seat})" if person.seat else person.name}
    if guest := facts.people.guest(about):
        return {"title": f"{guest.name or guest.id} ({guest.institution})" if guest.institution else guest.name or guest.id}
    if task := facts.matters.task(about):
        return {"title": task.what}
    if survey := facts.matters.survey(about):
        return {"title": survey.title}
    if vote := facts.matters.vote(about):
        return {"title": vote.question}
    hold = facts.matters.hold(about)
    return {"title": hold.title if hold else about}


def _meetings(facts: Facts, now: datetime) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    for meeting in sorted(facts.matters.meetings(), key=lambda m: m.start):
        if now <= meeting.start <= now + AHEAD:
            item = {
                "kind": "meeting",
                "id": meeting.id,
                "title": meeting.title,
                "start": meeting.start,
                "end": meeting.end,
                "place": meeting.place or ("online" if meeting.dial_in else ""),
            }
            yield item, {invitation.address: invitation.partstat for invitation in facts.matters.invitations(meeting.id)}


def _threads(concern: Concern, week: Week) -> Iterator[dict[str, Any]]:
    lists = dict(concern.lists)
    for thread in week.threads:
        if told := [(post, shown) for post, shown in thread if post.group in lists and post.at >= (lists[post.group] or week.since)]:
            (first, _), (newest, _) = told[0], told[-1]
            item: dict[str, Any] = {"kind": "thread", "id": newest.id, "title": first.subject, "heading": heading_of(first.subject)}
            item["may_answer"] = concern.is_office or week.kinds[newest.group].post != ("office",)
            yield item | {"group": week.lists[newest.group], "level": week.kinds[newest.group].level, "posts": [shown for _, shown in told]}


def _shown(post: Post) -> dict[str, Any]:
    return {"who": post.sender_name or post.sender, "place": post.place, "words": first_words(post.text), "at": post.at}


def first_words(text: str) -> str:
    """The beginning of what somebody wrote, cut at a word."""
    flat = " ".join(text.split())
    if len(flat) <= FIRST_WORDS:
        return flat
    return flat[:FIRST_WORDS].rpartition(" ")[0] + " …"
