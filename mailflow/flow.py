"""The whole path on one screen: one letter, one tick.

receive has made the letter durable; here it is understood (in a child process), decided (a pure function), and
performed in one transaction that also marks it done. deliver takes over from the outbox.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from mailflow import maillog
from mailflow.decide import clock
from mailflow.decide.by_intent import decision_on, intent_of
from mailflow.decide.commands import COMMANDS
from mailflow.decide.lists.bouncing import REPORTED_WITHIN, Delivery
from mailflow.decide.route import Route, asked_at, asked_by, route_of
from mailflow.decide.vouching import vouched_for
from mailflow.model import tokens
from mailflow.model.effects import Decision, Verdict
from mailflow.model.facts import Facts
from mailflow.model.forum import Forum
from mailflow.model.intent import Reading
from mailflow.model.letter import Authentication, Envelope, Letter, Level, Mailbox
from mailflow.model.records import Post
from mailflow.model.seal import Seal
from mailflow.model.store import Records
from mailflow.model.vocabulary import GroupName, Vocabulary
from mailflow.perform.apply import Hands, perform
from mailflow.perform.restraint import Writer, restrained, words_told
from mailflow.receive.reader import Kept, Reader, UnreadableError
from mailflow.receive.reading import (
    authentication_of,
    can_be_asked_about,
    chain_of,
    has_chain,
    is_own_peer,
    letter_from_bytes,
    policy_of,
    read,
    reading_of,
)
from mailflow.store import erasing, inbox, ledger, outbox, register, search
from mailflow.store.records import ConflictError, SqlRecords
from mailflow.store.store import Store, Transaction
from mailflow.understand.proof import own_proof, with_policy
from mailflow.understand.segments.learned import learned_lines

MOST_CONFLICTS = 5
MOST_BATCHES = 20
JOBS_TOGETHER = 25
"""The door waits while a transaction writes: a tenth of a second at most."""


class Words:
    """The vocabulary as long as nothing in it changes: the children that read keep what they have been sent.

    What domains repeat under their letters is learned anew each day, from the posts of the last year.
    """

    def __init__(self) -> None:
        self._last: tuple[Forum, tuple[GroupName, ...], datetime, Vocabulary] | None = None

    def of(self, facts: Facts, now: datetime) -> Vocabulary:
        groups = facts.lists.names()
        if self._last and self._last[0] is facts.forum and self._last[1] == groups and now - self._last[2] < timedelta(days=1):
            return self._last[3]
        vocabulary = vocabulary_of(facts, learned_from=facts.archive.since(now - timedelta(days=365)))
        self._last = (facts.forum, groups, now, vocabulary)
        return vocabulary


@dataclass(frozen=True, slots=True)
class House:
    """What the path needs: where things are kept, who reads, what performing uses, what time it is."""

    store: Store
    reader: Reader
    forum: Callable[[], Forum]
    hands: Callable[[], Hands]
    now: Callable[[], datetime]
    arrived: Seal
    """Opens the reply address a letter came to; what its writer quoted stays closed."""
    words: Words = field(default_factory=Words)
    nameservers: tuple[str, ...] = ()
    trusted_peers: tuple[str, ...] = ()
    """Networks of our own mail servers, besides private ones."""
    register: Path | None = None
    """Where the erased are written down beside the store; None for a store in memory."""


def one_letter(house: House) -> bool:
    """Takes the oldest new letter through the house; False if there is none."""
    now = house.now()
    with house.store.writing(now, flush=False) as tx:
        item = inbox.claim(tx.connection, now)
    if item is None:
        return False
    item = replace(item, recipient=house.arrived.opened(item.recipient.encode()).decode())
    maillog.claimed(item.letter, item.attempts)
    if item.attempts > inbox.MOST_ATTEMPTS:
        _set_aside(house, item, "it could not be taken in, three times in a row")
        return True
    try:
        letter, reading = _understood(house, item)
    except UnreadableError as e:
        maillog.again(item.letter, item.attempts, str(e))
        _give_back(house, item)
        return True
    # A conflict means that somebody else saved first; after a few in a row the letter waits for its next turn.
    if not any(_decided(house, item, letter, reading) for _ in range(MOST_CONFLICTS)):
        maillog.again(item.letter, item.attempts, "somebody else saved first, again and again")
        _give_back(house, item)
    return True


def waits_to_be_read(house: House) -> bool:
    """Whether a letter waits that nobody reads yet."""
    with house.store.reading() as connection:
        return inbox.waits(connection, house.now())


def one_tick(house: House, now: datetime, *, dry_run: bool = False) -> list[str]:
    """Does what the clock owes up to `now`; a job that fails stops no other."""
    done = [job.key for job in _owed(house, now)] if dry_run else _all_done(house, now)
    if not dry_run:
        with house.store.writing(now) as tx:
            ledger.extend(tx.connection)
            if house.register:
                register.extend(house.register, erasing.remembered(tx.connection), house.hands().prints)
        _indexed(house, now)
    maillog.ticked(0 if dry_run else len(done))
    return done


def _indexed(house: House, now: datetime) -> None:
    """New posts into the archive's index, a few at a time; what is left waits for the next tick."""
    with house.store.reading() as connection:
        new = search.new(connection)[: MOST_BATCHES * search.AT_ONCE]
    for start in range(0, len(new), search.AT_ONCE):
        with house.store.writing(now, flush=False) as tx:
            search.extend(tx.connection, new[start : start + search.AT_ONCE])


def explained(
    raw: bytes,
    envelope: Envelope,
    facts: Facts,
    now: datetime,
    vocabulary: Vocabulary,
    nameservers: tuple[str, ...],
    had_it: frozenset[str] = frozenset(),
) -> Iterator[tuple[Letter, Reading, Route, Decision]]:
    """What the program understands and would do, for each recipient; the same code as above without `perform`.

    Signatures are looked up only with `nameservers` of its own: whoever explains a folder of letters may be off line.
    `had_it` are the recipients at whom the letter had its effects before.
    """
    letter = letter_from_bytes(raw, envelope, vocabulary)
    if nameservers and not letter.proof.judged and letter.sender.address:
        found = authentication_of(raw, letter.sender.address, envelope.sender, "", envelope.by_own_server, nameservers)
        letter = replace(letter, proof=own_proof(found, letter.sender.address))
    for recipient in envelope.recipients or ("",):
        route = route_of(letter, recipient, facts, repeated=recipient in had_it)
        letter = vouched_for(letter, route, facts, now)
        reading = reading_of(letter, vocabulary, asked_by(route, letter, facts), facts.today(now))
        yield letter, reading, route, decision_on(letter, reading, route, facts, now)


def vocabulary_of(
    facts: Facts, originals: dict[str, str] | None = None, sent: frozenset[str] = frozenset(), learned_from: Iterable[Post] = ()
) -> Vocabulary:
    """The words of this forum, for `understand`."""
    forum = facts.forum
    return Vocabulary(
        addresses=forum.addresses,
        groups=facts.lists.names(),
        counties=forum.counties,
        commands=tuple(c.as_words() for c in COMMANDS.values()),
        external_markers=forum.external_markers,
        trusted_authserv=forum.trusted_authserv,
        sent_ids=sent,
        originals=originals or {},
        repeated=learned_lines((post.sender, post.text) for post in learned_from),
        timezone=forum.timezone,
    )


def _understood(house: House, item: inbox.Item) -> tuple[Letter, Reading]:
    envelope = Envelope(item.sender, (item.recipient,), is_own_peer(item.peer, house.trusted_peers))
    today = item.received.astimezone(ZoneInfo(house.forum().timezone)).date()
    with house.store.reading() as connection:
        facts = Facts(house.forum(), SqlRecords(connection))
        vocabulary = house.words.of(facts, item.received)
        asked = asked_at(item.recipient, facts)
    letter, reading = house.reader.run(read, item.raw, envelope, Kept(vocabulary), asked, today)
    letter = replace(letter, id=item.letter)
    if letter.references or not reading:
        with house.store.reading() as connection:
            facts = Facts(house.forum(), SqlRecords(connection))
            originals = _originals(letter, facts.records)
            asked = asked_by(route_of(letter, item.recipient, facts), letter, facts)
        if originals:
            known = replace(vocabulary, originals=originals)
            letter = replace(house.reader.run(letter_from_bytes, item.raw, envelope, known), id=item.letter)
        if originals or not reading:
            reading = house.reader.run(reading_of, letter, Kept(vocabulary), asked, today)
    return _proven(house, item, letter), reading


def _proven(house: House, item: inbox.Item, letter: Letter) -> Letter:
    """The letter with all that can be found out about its sender."""
    letter = _judged(house, item, _addressed(house, item, letter))
    return replace(letter, proof=replace(letter.proof, chain=_chain(house, item))) if house.forum().seals else letter


def _addressed(house: House, item: inbox.Item, letter: Letter) -> Letter:
    """The letter with the reply address it came to opened in To and Cc as well; any other that its writer named stays closed."""
    kept_as = _kept_as(house, item)

    def opened(boxes: tuple[Mailbox, ...]) -> tuple[Mailbox, ...]:
        return tuple(replace(box, address=item.recipient) if box.address == kept_as else box for box in boxes)

    return letter if kept_as == item.recipient else replace(letter, to=opened(letter.to), cc=opened(letter.cc))


def _kept_as(house: House, item: inbox.Item) -> str:
    """The recipient with its reply address closed."""
    return house.arrived.closed(item.recipient.encode()).decode()


def _chain(house: House, item: inbox.Item) -> str:
    if not has_chain(item.raw):
        return "none"
    try:
        return house.reader.run(chain_of, house.arrived.opened(item.raw), house.nameservers)
    except UnreadableError:
        return ""


def _judged(house: House, item: inbox.Item, letter: Letter) -> Letter:
    """The letter with our own judgement of its sender, where no trusted server has judged and somebody could be asked."""
    author, is_machine = letter.sender.address, letter.automatic or letter.bounce
    if is_machine or not can_be_asked_about(author.rpartition("@")[2], house.nameservers):
        return letter
    if letter.proof.judged:
        return letter if letter.proof.policy_told else _with_policy(house, letter)
    by_own_server = letter.envelope.by_own_server
    try:
        found = house.reader.run(
            authentication_of, house.arrived.opened(item.raw), author, item.sender, item.peer, by_own_server, house.nameservers
        )
    except UnreadableError as e:
        found = Authentication(trouble=str(e))
    return replace(letter, proof=own_proof(found, author))


def _with_policy(house: House, letter: Letter) -> Letter:
    """Whether copies may keep the author's name depends on what their domain asks for; many servers tell only that the letter passed."""
    try:
        found = house.reader.run(policy_of, letter.sender.address, house.nameservers)
    except UnreadableError as e:
        found = Authentication(trouble=str(e))
    return replace(letter, proof=with_policy(letter.proof, found))


def _originals(letter: Letter, records: Records) -> dict[str, str]:
    """The posts this letter answers, which tell quote from answer better than any rule."""
    found = (records.get(Post, reference) for reference in letter.references[:5])
    return {post.id: post.text for post in found if post}


def _decided(house: House, item: inbox.Item, letter: Letter, reading: Reading) -> bool:
    """Decides and performs in one transaction; False if somebody else changed a record meanwhile."""
    now, forum = house.now(), house.forum()
    try:
        # Nothing leaves before the next flushed commit, which is the one that leases it (ADR 7).
        with house.store.writing(now, cause=item.letter, flush=False) as tx:
            if not inbox.is_ours(tx.connection, item):
                return True
            facts = Facts(forum, tx.records)
            route = route_of(letter, item.recipient, facts, _delivery(house, item, tx), repeated=_had_effects(house, item, tx))
            letter = vouched_for(letter, route, facts, now)
            tx.actor = route.sender.address if route.sender else letter.sender.address
            decision = decision_on(letter, reading, route, facts, now)
            proven = route.by_token or letter.proof.level.reaches(Level.ALIGNED)
            said = words_told(letter, house.hands().prints)
            decision = restrained(decision, letter, Writer(route.sender, proven, letter.proof.failed), said, facts, tx)
            perform(decision, tx, house.hands(), _proof_told(letter, decision))
            state = "set_aside" if decision.verdict.action == "set_aside" else "done"
            _finish(tx, item, state, letter, decision.verdict, intent_of(letter, reading, route), said=said, proven=proven)
            maillog.performed(item.letter)
    except ConflictError:
        return False
    waited = (house.now() - item.received).total_seconds()
    maillog.decided(item.letter, item.recipient, decision.verdict.action, decision.verdict.reason, len(decision.effects), waited)
    return True


def _proof_told(letter: Letter, decision: Decision) -> str:
    """How sure we were who wrote, for the journal."""
    sent = f", sent by {letter.sent_by}" if letter.sent_by else ""
    told = decision.proof or (letter.proof.told if letter.proof.why or sent else "")
    return f"{told}{sent}" if told else ""


def _had_effects(house: House, item: inbox.Item, tx: Transaction) -> bool:
    return inbox.had_effects(tx.connection, item.digest, _kept_as(house, item), besides=item.id)


def _delivery(house: House, item: inbox.Item, tx: Transaction) -> Delivery | None:
    """The outbox row that the signed number in an address names."""
    destination = house.forum().addresses.destination(item.recipient)
    if destination is None or destination.place not in tokens.PURPOSES:
        return None
    number = tokens.delivery_of(house.hands().keys, tokens.PURPOSES[destination.place], destination.detail)
    found = outbox.recipient_of(tx.connection, number) if number is not None else None
    if found is None or number is None:
        return None
    arrived = outbox.arrived(tx.connection, found.recipient, before=house.now() - REPORTED_WITHIN)
    came_back = outbox.came_back(tx.connection, found.recipient, after=arrived)
    return Delivery(number, found.recipient, found.message_id, found.about, arrived, came_back)


def _owed(house: House, now: datetime) -> list[clock.Due]:
    with house.store.reading() as connection:
        return list(clock.owed(Facts(house.forum(), SqlRecords(connection)), now))


def _all_done(house: House, now: datetime) -> list[str]:
    """The keys of what could be done; of letters to many, those looked for at a time and then the next, while any can be written."""
    done: list[str] = []
    while True:
        due = _owed(house, now)
        performed = _all_performed(house, due, now)
        done += [job.key for job in performed]
        if not performed or len(due) < clock.MOST_AT_ONCE:
            return done


def _all_performed(house: House, due: list[clock.Due], now: datetime) -> list[clock.Due]:
    """What could be done of it. Where nothing of a whole batch can, as on a full disk, the rest waits for the next tick."""
    done: list[clock.Due] = []
    for start in range(0, len(due), JOBS_TOGETHER):
        performed = _performed(house, due[start : start + JOBS_TOGETHER], now)
        if not performed:
            break
        done += performed
    return done


def _performed(house: House, jobs: list[clock.Due], now: datetime) -> list[clock.Due]:
    """What could be done of these jobs: all in one transaction, or each in its own where one of them fails."""
    try:
        with house.store.writing(now, actor="clock", flush=False) as tx:
            for job in jobs:
                tx.cause = f"tick:{job.key}"
                perform(job.decision(Facts(house.forum(), tx.records)), tx, house.hands())
                maillog.performed(job.key)
        return jobs
    except ConflictError:
        pass
    except Exception:
        if len(jobs) == 1:
            maillog.own_fault(secrets.token_hex(4), "tick")
    return [done for job in jobs for done in _performed(house, [job], now)] if len(jobs) > 1 else []


def _give_back(house: House, item: inbox.Item) -> None:
    with house.store.writing(house.now()) as tx:
        inbox.give_back(tx.connection, item)


def _set_aside(house: House, item: inbox.Item, reason: str) -> None:
    with house.store.writing(house.now(), cause=item.letter) as tx:
        _finish(tx, item, "set_aside", None, Verdict("set_aside", reason))
    maillog.set_aside(item.letter, reason)


def _finish(
    tx: Transaction,
    item: inbox.Item,
    state: str,
    letter: Letter | None,
    verdict: Verdict,
    intent: str = "",
    *,
    said: str = "",
    proven: bool = True,
) -> None:
    message_id = letter.message_id if letter else ""
    told = {"message_id": message_id, "understood": intent, "verdict": verdict.action, "reason": verdict.reason, "said": said}
    inbox.finish(tx.connection, item.id, state, tx.now, proven=proven, **told)
