"""How far into a letter its meaning is looked for.

What somebody wrote is kept and shown whole. But nobody needs ten pages to say yes, and reading that never ends would let one letter
cost minutes (faults.md B1). A letter that goes on beyond this decides nothing by its first pages.
"""

from __future__ import annotations

from dataclasses import replace

from mailflow.model.intent import Application, ApplicationRecord, Orders, Reading
from mailflow.model.letter import Letter

REACH, MOST_LINES = 20_000, 150
"""Characters and lines: eight printed pages of prose, three of a list."""
TOO_LONG = "too_long"


def in_reach(text: str, lines: int = REACH) -> str:
    """A text as far as it is read, up to the end of a line where there is one."""
    near = "\n".join(text.split("\n", lines)[:lines])
    end = near.rfind("\n", 0, REACH)
    return near if len(near) <= REACH else near[: end if end > 0 else REACH]


def within_reach(letter: Letter) -> Letter:
    """The letter as far as it is read, each of its texts for itself."""
    text = in_reach(letter.text)
    last = text.count("\n") + 1
    return replace(
        letter,
        text=text,
        segments=tuple(s for s in letter.segments if s.last <= last),
        new_text=in_reach(letter.new_text, MOST_LINES),
        other_text=in_reach(letter.other_text, MOST_LINES),
        signature=in_reach(letter.signature),
        quote=in_reach(letter.quote),
        attachments=tuple(replace(a, text=in_reach(a.text)) for a in letter.attachments),
    )


def undecided(reading: Reading) -> Reading:
    """What the first pages of a longer letter say, without anything that would decide or consent: its last page may take it back."""
    doubts = ((order.words, TOO_LONG) for order in reading.orders.orders)
    return replace(
        reading,
        orders=Orders((), (*reading.orders.unclear, *doubts)),
        application=_without_consent(reading.application),
        completed=_unconsented(reading.completed) if reading.completed else None,
        rsvp=replace(reading.rsvp, partstat=None, guests=0, delegate_name="", delegate_address="") if reading.rsvp else None,
        choices=(),
        said=None,
        suits=(),
        ticked=(),
    )


def _without_consent(application: Application | None) -> Application | None:
    return replace(application, records=tuple(_unconsented(r) for r in application.records)) if application else None


def _unconsented(record: ApplicationRecord) -> ApplicationRecord:
    missing = (*record.missing, "consent") if record.consent_given else record.missing
    return replace(record, consent_given=False, missing=missing)
