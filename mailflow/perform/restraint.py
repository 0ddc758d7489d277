"""Nobody is flooded through us, and no machine that looks like a human talks with us for ever (faults.md C2, C5, F4)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from mailflow.decide import keeping
from mailflow.decide.lists import holding
from mailflow.model.effects import Ask, Decision, Effect, Forward, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.fingerprint import Fingerprints
from mailflow.model.letter import Letter
from mailflow.model.records import Hold, Person
from mailflow.store import inbox, outbox
from mailflow.store.store import Transaction
from mailflow.understand.wording import words_of_letter

MOST = (1, 5, 50)
"""Letters to one address in a day: neither known nor proven, or disowned, in all; one of both, both, of one kind."""
MOST_IN_ALL = 10
"""The same of all kinds together for letters in a known name that nothing vouches for."""
MOST_PASSED_ON = 20
"""Letters in a day to one of those who look after things here, of letters that nothing vouches for; the others are kept in OFFEN."""
MOST_ALIKE = 2
"""Letters of one author in a day that say the same and hear an acknowledgement: machines repeat themselves, but for numbers."""
FEWEST_WORDS = 4
"""A shorter letter may be written often: "ja", "bitte freigeben"."""
ACKNOWLEDGEMENTS = {
    "office/passed_on",
    "onboarding/inquiry",
    "orders/denied",
    "orders/guess",
    "orders/unclear",
    "post/refused",
    "question/choose",
    "question/not_yours",
    "question/unclear",
    "question/unknown",
}
"""Notices that only tell that a letter came or was not understood."""
ABOUT_APPLICATIONS = {
    "onboarding/incomplete",
    "onboarding/interest",
    "onboarding/registration",
    "onboarding/with_office",
}
"""Each takes the place of the one before: where it is not sent, an answer to that one still finds what is asked now."""
TOLD_LATER = ABOUT_APPLICATIONS | {"office/held_post"}
"""Their questions stand without a letter, because another one tells of them."""
WANTED = {"orders/done"}
"""What orders bring that anybody may give: a stranger may want more than one a day."""
NOTICES = (
    ABOUT_APPLICATIONS
    | ACKNOWLEDGEMENTS
    | WANTED
    | {
        "group/closed",
        "group/fed_up",
        "group/is_closed",
        "office/locked",
        "onboarding/joined",
        "onboarding/leaflet",
        "onboarding/scan_received",
        "orders/confirm",
        "orders/forged",
        "post/for_all",
        "post/held",
        "post/is_it_you",
        "post/only_to",
        "question/already_answered",
        "question/changed",
        "question/unproven",
        "seat/moved_asked",
    }
)
"""Letters that anything written to us can bring about, in somebody else's name or by a machine."""
PASSED_ON = {"forward", "office/held_post", "office/joined", "office/moved"}
"""What others wrote, to whom it may concern."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a letter, as far as we know."""

    person: Person | None
    is_proven: bool
    is_disowned: bool
    """Their own domain says that the letter is not theirs."""

    @property
    def vouched(self) -> int:
        """Index into MOST."""
        return 0 if self.is_disowned else (self.person is not None) + self.is_proven


def words_told(letter: Letter, prints: Fingerprints) -> str:
    """A fingerprint of who wrote and what, numbers apart; "" for a letter of a word or two."""
    words = re.sub(r"\d+", "", words_of_letter(letter.new_text))
    return (
        prints.keyed(hashlib.sha256(f"{letter.sender.address}\n{words}".encode()).hexdigest()) if len(words.split()) >= FEWEST_WORDS else ""
    )


def restrained(decision: Decision, letter: Letter, writer: Writer, said: str, facts: Facts, tx: Transaction) -> Decision:
    """The decision on a letter without the letters of which somebody has already had enough today; nothing is lost by it.

    `said` is the letter's fingerprint by `words_told`.
    """
    # Whoever is known and proven, or whose orders changed something, hears of it, however much they ordered.
    notices = NOTICES if len(decision.effects) == 1 and writer.vouched < 2 else NOTICES - WANTED

    def is_enough(one: Send | Forward) -> bool:
        if isinstance(one, Send) and one.template in notices:
            return _has_enough(one, writer, said, tx)
        is_passed_on = isinstance(one, Forward) or one.template in PASSED_ON
        return is_passed_on and not writer.is_proven and letter.bounce is None and _passed_on(one, tx) >= MOST_PASSED_ON

    left = [(effect, *_without(effect, is_enough, tx.cause)) for effect in decision.effects]
    effects = tuple(one for _, rest, _ in left for one in rest)
    if not any(unsent for *_, unsent in left):
        return decision
    is_read = any(isinstance(effect, Forward) for effect in effects)
    lost = not is_read and any(_must_be_read(effect, writer) for effect, _, unsent in left if unsent)
    return _kept(replace(decision, effects=effects), letter, writer, facts, tx) if lost else replace(decision, effects=effects)


def _without(effect: Effect, is_enough: Callable[[Send | Forward], bool], cause: str) -> tuple[tuple[Effect, ...], bool]:
    """(what is left of the effect, whether a letter of it is not sent)."""
    letters = effect.letters if isinstance(effect, Ask) else (effect,) if isinstance(effect, Send | Forward) else ()
    unsent = [one for one in letters if is_enough(one)]
    if not unsent:
        return (effect,), False
    notes = tuple(_note(one, cause) for one in unsent)
    if not isinstance(effect, Ask):
        return notes, True
    still = tuple(one for one in effect.letters if one not in unsent)
    stands = still or any(one.template in TOLD_LATER for one in effect.letters)
    return ((replace(effect, letters=still), *notes) if stands else notes), True


def _must_be_read(effect: Effect, writer: Writer) -> bool:
    """Whether a human has to see the letter, now that this is not sent: it was for the office, or its writer is not asked about it."""
    return isinstance(effect, Forward) or (isinstance(effect, Ask) and writer.vouched > 0)


def _kept(decision: Decision, letter: Letter, writer: Writer, facts: Facts, tx: Transaction) -> Decision:
    """The decision with the letter in OFFEN: as the post it is where it waits already, else as a letter to the office."""
    held = next((hold for effect in decision.effects if (hold := _held_by(effect))), None)
    if held is None:
        effects = (*decision.effects, *keeping.kept(letter, writer.person, facts, tx.now))
    elif any(isinstance(e, Ask) and e.question.kind == "moderation" for e in decision.effects):
        effects = decision.effects
    else:
        held = replace(held, state="held")
        asked = holding.told_tomorrow(held, facts, tx.now, letter.id)
        effects = (*(Save(held) if _held_by(e) else e for e in decision.effects), asked)
    verdict = decision.verdict if decision.verdict.action == "hold" else Verdict("hold", "enough_today")
    return replace(decision, verdict=verdict, effects=effects)


def _held_by(effect: Effect) -> Hold | None:
    return effect.record if isinstance(effect, Save) and isinstance(effect.record, Hold) else None


def _note(one: Send | Forward, cause: str) -> Note:
    kind, about = (one.template, one.about) if isinstance(one, Send) else ("forward", "")
    return Note(about or cause, f"{kind} not sent: enough of them today")


def _passed_on(one: Send | Forward, tx: Transaction) -> int:
    return outbox.written(tx.connection, one.to.address, PASSED_ON, tx.now - timedelta(days=1), proven=False)


def _has_enough(notice: Send, writer: Writer, said: str, tx: Transaction) -> bool:
    day, to = tx.now - timedelta(days=1), notice.to.address
    if notice.template in ACKNOWLEDGEMENTS and inbox.said(tx.connection, said, day) >= MOST_ALIKE:
        return True
    # What somebody wrote themselves, proven or in answer to us, does not count: an applicant whose next letter is unproven still hears.
    unproven = 0 if writer.is_proven else outbox.written(tx.connection, to, NOTICES, day, proven=False)
    if not writer.vouched:
        return unproven >= MOST[0]
    return unproven >= MOST_IN_ALL or outbox.written(tx.connection, to, {notice.template}, day) >= MOST[writer.vouched]
