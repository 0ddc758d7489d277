"""What the clock owes: digests, reminders, matters put off, lists of answers, expiries. Each is due once per period."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from zoneinfo import ZoneInfo

from mailflow.decide.asking import Kind, kinds
from mailflow.decide.groupwork import advising, meetings, papers, polling, voting
from mailflow.decide.joining import guests, idle, onboarding, rounds, tandem
from mailflow.decide.lists import closing, digest, editions, founding, gathering, handover, holding, waiting
from mailflow.decide.lists.gathering import Turn
from mailflow.decide.privacy import consents
from mailflow.decide.seats import stocktaking, succession
from mailflow.model.effects import Ask, Decision, Purge, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.facts.questions import Appointment
from mailflow.model.letter import Mailbox
from mailflow.model.records import Guest, Hold, Introduction, Period, Person, Question

CATCH_UP = timedelta(hours=24)
"""A digest missed for longer is old news; the next one tells it."""
MOST_AT_ONCE = 5000
"""Letters of one round looked for at a time: whoever they are for is read, and others may be twenty times as many."""
MOST_CAUGHT_UP = timedelta(days=60)
"""Of a pause whose first day is not known."""


@dataclass(frozen=True, slots=True)
class Due:
    """One job: `key` names it for the log; `decision` says what it wants done when its turn has come, for thousands at once need room."""

    key: str
    decision: Callable[[Facts], Decision]


def owed(facts: Facts, now: datetime) -> Iterator[Due]:
    """What is due at `now` and not yet done, each to be performed in a transaction of its own; of a round to many its first letters."""
    yield from _digests(facts, now)
    yield from _gatherings(facts, now)
    yield from _editions(facts, now)
    yield from _returns(facts, now)
    yield from _answer_lists(facts, now)
    yield from _deferrals(facts, now)
    yield from _rounds(facts, now)
    yield from _tandems(facts, now)
    yield from _holds(facts, now)
    yield from _waiting(facts, now)
    yield from _deletions(facts, now)
    yield from _handovers(facts, now)
    yield from _leaving(facts, now)
    yield from _guests(facts, now)
    yield from _consents(facts, now)
    yield from _stocktaking(facts, now)
    yield from _votes(facts, now)
    yield from _surveys(facts, now)
    yield from _rooms(facts, now)
    yield from _proposals(facts, now)
    yield from _questions(facts, now)
    yield from _resting(facts, now)


def digest_day(facts: Facts, now: datetime) -> tuple[date, datetime]:
    """The newest digest day and its moment, in the forum's local time: a day has one 09:00 whatever the clocks do."""
    today = facts.today(now)
    day = today - timedelta(days=(today.weekday() - facts.forum.digest_weekday) % 7)
    # Compared by the wall clock, by which a 02:30 that does not exist has come at three (faults.md I8).
    if _morning(day, facts) > now.astimezone(ZoneInfo(facts.forum.timezone)):
        day -= timedelta(days=7)
    return day, _morning(day, facts)


def _morning(day: date, facts: Facts) -> datetime:
    """When letters of the clock's own leave on that day."""
    return datetime.combine(day, facts.forum.digest_time, ZoneInfo(facts.forum.timezone))


def _digests(facts: Facts, now: datetime) -> Iterator[Due]:
    day, moment = digest_day(facts, now)
    if now - moment > CATCH_UP:
        return
    had = facts.ran_since(moment) | {digest.period(id, day) for id in facts.people.joined_after(moment)}
    waiting = list(islice((id for id in digest.readers(facts, day) if digest.period(id, day) not in had), MOST_AT_ONCE))
    if not waiting:
        return
    week = digest.week_of(day, facts, now, waiting)
    for person in facts.people.of(waiting):
        yield Due(digest.period(person.id, day), partial(_digest, person, week))


def _gatherings(facts: Facts, now: datetime) -> Iterator[Due]:
    """Daily and monthly letters; once everybody has theirs the round is over, and later ticks look no further."""
    for turn in (_daily(facts, now), _monthly(facts, now)):
        had = facts.ran_since(turn.moment)
        if turn.round in had or now - turn.moment > CATCH_UP:
            continue
        readers = ((id, lists) for id, lists in gathering.readers(turn, facts) if turn.period(id) not in had)
        waiting = dict(islice(readers, MOST_AT_ONCE))
        for person in facts.people.of(waiting):
            yield Due(turn.period(person.id), partial(gathering.letter_for, person, waiting[person.id], turn))
        if not waiting:
            yield Due(turn.round, partial(gathering.done, turn))


def _editions(facts: Facts, now: datetime) -> Iterator[Due]:
    for turn in (_daily(facts, now), _weekly(facts, now), _monthly(facts, now)):
        had = facts.ran_since(turn.moment)
        if editions.round_of(turn) in had or now - turn.moment > CATCH_UP:
            continue
        readers = (reader for reader in editions.readers(turn, facts) if editions.period(turn.mode, *reader[:2]) not in had)
        waiting = list(islice(readers, MOST_AT_ONCE))
        for group, id, form in waiting:
            yield Due(editions.period(turn.mode, group, id), partial(editions.edition_for, group, id, form, turn))
        if not waiting:
            yield Due(editions.round_of(turn), partial(editions.done, turn))


def _daily(facts: Facts, now: datetime) -> Turn:
    day = facts.today(now)
    day -= timedelta(days=_morning(day, facts) > now)
    return Turn("daily", day, _morning(day, facts), _morning(day - timedelta(days=1), facts))


def _weekly(facts: Facts, now: datetime) -> Turn:
    day, moment = digest_day(facts, now)
    return Turn("weekly", day, moment, moment - timedelta(days=7))


def _monthly(facts: Facts, now: datetime) -> Turn:
    """On the first day of the month on which the weekly overview comes too."""
    day, _ = digest_day(facts, now)
    first = day - timedelta(weeks=(day.day - 1) // 7)
    return Turn("monthly", first, _morning(first, facts), _morning(first, facts) - timedelta(days=31))


def _returns(facts: Facts, now: datetime) -> Iterator[Due]:
    """On the morning after a pause: what came meanwhile."""
    today = facts.today(now)
    if _morning(today, facts) > now:
        return
    back = gathering.back_from_pause(today - timedelta(days=1), facts)
    had = facts.ran_since(_morning(today, facts)) if back else frozenset()
    for person in back:
        since = _morning(person.paused_from or today - MOST_CAUGHT_UP, facts)
        turn = Turn("pause", today, _morning(today, facts), since)
        if turn.period(person.id) not in had:
            yield Due(turn.period(person.id), partial(gathering.letter_for, person, gathering.lists_of(person, facts), turn))


def _digest(person: Person, week: digest.Week, facts: Facts) -> Decision:
    return digest.digest_for(person, week)


def _answer_lists(facts: Facts, now: datetime) -> Iterator[Due]:
    for meeting in facts.matters.meetings():
        if meeting.end >= now and meetings.is_list_due(meeting, facts, now):
            yield Due(f"answers:{meeting.id}", partial(meetings.list_told, meeting, now))


def _deferrals(facts: Facts, now: datetime) -> Iterator[Due]:
    for application in facts.matters.applications():
        until = application.deferred_until
        if application.state == "deferred" and until and _morning(until, facts) <= now:
            yield Due(f"resumed:{application.id}:{until}", partial(onboarding.resumed, application, now))


def _rounds(facts: Facts, now: datetime) -> Iterator[Due]:
    if _morning(facts.today(now), facts) <= now:
        for last in rounds.over(facts, now):
            yield Due(f"round:{last}", partial(rounds.overview, last, now))


def _resting(facts: Facts, now: datetime) -> Iterator[Due]:
    if _morning(facts.today(now), facts) <= now and any(idle.owed(facts, now)):
        yield Due(f"idle:{facts.today(now)}", partial(idle.reminded, now))


def _tandems(facts: Facts, now: datetime) -> Iterator[Due]:
    for agreed in facts.matters.tandems():
        if agreed.introduced is None and agreed.begins and _morning(agreed.begins, facts) <= now:
            yield Due(f"introduced:{agreed.id}", partial(_introduced, agreed, now))
    for key, one, weeks in tandem.check_ins(facts, now):
        yield Due(key, partial(tandem.looked_at, one, weeks, key, now))
    today = facts.today(now)
    key = f"mentoring:{today.year}"
    if (today.month, today.day) >= tandem.YEAR_ENDS and not facts.ran(key):
        yield Due(key, partial(tandem.year_told, today.year, key, now))


def _leaving(facts: Facts, now: datetime) -> Iterator[Due]:
    for person in succession.leaving(facts, now):
        yield Due(f"left:{person.id}", partial(_gone, person, now))


def _gone(person: Person, now: datetime, facts: Facts) -> Decision:
    return Decision(Verdict("accept", "left"), succession.gone(person, facts, now))


def _guests(facts: Facts, now: datetime) -> Iterator[Due]:
    for what, guest in guests.owed(facts, now):
        if what == "let_in" or _morning(facts.today(now), facts) <= now:
            yield Due(f"{what}:{guest.id}:{guest.until}", partial(_guest, what, guest, now))


def _guest(what: str, guest: Guest, now: datetime, facts: Facts) -> Decision:
    if what == "let_in":
        return Decision(Verdict("accept", "guest_in"), guests.let_in(guest, facts, now))
    if what == "ended":
        return Decision(Verdict("accept", "guest_ended"), guests.ended(guest, None, facts, now, waits=False))
    return Decision(
        Verdict("accept", "guest_ending"), (Save(Period(id=guests.reminder(guest), ran=now)), *guests.ending(guest, facts, now))
    )


def _consents(facts: Facts, now: datetime) -> Iterator[Due]:
    if _morning(facts.today(now), facts) <= now:
        for person in consents.owed(facts, now):
            yield Due(f"consent:{person.id}", partial(_consent, person, now))


def _consent(person: Person, now: datetime, facts: Facts) -> Decision:
    return Decision(Verdict("accept", "consent_asked"), consents.asked(person, facts, now))


def _handovers(facts: Facts, now: datetime) -> Iterator[Due]:
    for key, is_the_day in handover.owed(facts, now):
        yield Due(key, partial(handover.handed_over if is_the_day else handover.reminded, key, now))
    for key, asked, members in handover.to_be_asked(facts, now):
        yield Due(key, partial(handover.asked_on, asked, members))


def _stocktaking(facts: Facts, now: datetime) -> Iterator[Due]:
    if _morning(facts.today(now), facts) <= now:
        for key, seat in stocktaking.owed(facts, now):
            yield Due(key, partial(stocktaking.asked, key, seat, now) if seat else partial(stocktaking.told, key, now))


def _votes(facts: Facts, now: datetime) -> Iterator[Due]:
    for vote in facts.matters.votes():
        if voting.counted_at(vote.until, facts) <= now:
            yield Due(f"vote:{vote.id}", partial(papers.counted if vote.about else voting.counted, vote, now))
    for vote in voting.forgettable(facts, now):
        yield Due(f"forget:{vote.id}", partial(voting.forgotten, vote))


def _surveys(facts: Facts, now: datetime) -> Iterator[Due]:
    for survey in facts.matters.surveys():
        if voting.counted_at(survey.until, facts) <= now:
            yield Due(f"survey:{survey.id}", partial(polling.settled if survey.kind == "dates" else advising.settled, survey, now))


def _rooms(facts: Facts, now: datetime) -> Iterator[Due]:
    if _morning(facts.today(now), facts) <= now:
        for what, group in closing.owed(facts, now):
            yield Due(f"{what}:{group.id}:{group.ends}", partial(closing.done, what, group, now))


def _proposals(facts: Facts, now: datetime) -> Iterator[Due]:
    for group in founding.lapsing(facts, now):
        yield Due(f"not_founded:{group.id}", partial(founding.lapsed, group))


def _deletions(facts: Facts, now: datetime) -> Iterator[Due]:
    """The deletion run of the month, on its first morning or as soon after as the house is awake."""
    today = facts.today(now)
    key = f"deletion:{today:%Y-%m}"
    if _morning(today.replace(day=1), facts) <= now and not facts.ran(key):
        yield Due(key, partial(_deletion, key, now))


def _deletion(key: str, now: datetime, facts: Facts) -> Decision:
    told = tuple(Send("office/deletion_run", Mailbox(p.address, p.name), {"name": p.name}, key) for p in facts.people.staff())
    return Decision(Verdict("accept", "deletion_run"), (Save(Period(id=key, ran=now)), Purge(facts.forum.retention, told)))


def _introduced(agreed: Introduction, now: datetime, facts: Facts) -> Decision:
    return Decision(Verdict("accept", "introduced"), tandem.introduced(agreed, facts, now))


def _holds(facts: Facts, now: datetime) -> Iterator[Due]:
    for hold in facts.matters.holds():
        if now - hold.at >= holding.LONGEST:
            yield Due(f"lapsed:{hold.id}", partial(_lapsed, hold, now))


def _lapsed(hold: Hold, now: datetime, facts: Facts) -> Decision:
    return Decision(Verdict("accept", "lapsed"), holding.lapsed(hold, facts, now))


def _waiting(facts: Facts, now: datetime) -> Iterator[Due]:
    """Whatever is held after this morning is told of tomorrow, so that a flood brings a letter a day."""
    key, morning = f"waiting:{facts.today(now)}", _morning(facts.today(now), facts)
    if morning <= now and not facts.ran(key) and waiting.owed(facts, morning):
        yield Due(key, partial(waiting.told, key, morning, now))


def _questions(facts: Facts, now: datetime) -> Iterator[Due]:
    for times in facts.questions.appointed():
        kind = kinds()[times.kind]
        if times.expires and times.expires <= now and not kind.gathered:
            key, work = f"expired:{times.id}", _expired
        elif times.answered is None and (owed_since := _reminder_owed(times, kind, now)):
            key, work = f"reminder:{times.id}:{owed_since.date()}", _reminder
        else:
            continue
        if question := facts.questions.get(times.id):
            yield Due(key, partial(work, question, now))


def _reminder_owed(question: Appointment, kind: Kind, now: datetime) -> datetime | None:
    """Since when a reminder has been due that was not sent; after a pause of the house the newest stands for all."""
    moments = [question.opened + after for after in kind.reminds_after]
    moments += [question.expires - before for before in kind.reminds_before if question.expires]
    passed = [at for at in moments if question.opened < at <= now]
    return max((at for at in passed if question.reminded is None or question.reminded < at), default=None)


def _expired(question: Question, now: datetime, facts: Facts) -> Decision:
    lapsed = kinds()[question.kind].lapsed
    effects = lapsed(question, facts, now) if lapsed else ()
    return Decision(Verdict("accept", "expired"), (Save(replace(question, state="expired")), *effects))


def _reminder(question: Question, now: datetime, facts: Facts) -> Decision:
    """Asks the same question again under the same address."""
    application = facts.matters.application(question.about)
    shown = onboarding.shown(application, facts) | onboarding.still_open(application) if application else {}
    own = kinds()[question.kind].shown
    named = digest.title_of(question.about, facts) | shown | (own(question, facts) if own else {})
    people = [(a, person) for a in question.asked if not ((person := facts.people.by_address(a)) and person.rests)]
    sends = tuple(
        Send(
            "reminder/" + question.kind,
            Mailbox(address, person.name if person else ""),
            named | {"name": person.name if person else application.greeted(address) if application else ""},
            question.about,
            language=application.language if application else "",
        )
        for address, person in people
    )
    return Decision(Verdict("accept", "reminder"), (Ask(replace(question, reminded=now), sends),))
