"""School holidays by which people put things off: "erst nach den Osterferien". They end on another day in each Land."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from mailflow.model.facts import Facts
from mailflow.model.forum import Holidays

SATURDAY = 5
AFTER = ("nach", "after")


class Ends(NamedTuple):
    land: str
    last: date
    """The last day without school."""

    @property
    def work_begins(self) -> date:
        """The first weekday behind them."""
        following = (self.last + timedelta(days=n) for n in range(1, 4))
        return next(day for day in following if day.weekday() < SATURDAY)


def end_named(said: str, seat: str, facts: Facts, today: date) -> Ends | None:
    """The end of the holidays that the words are about, in the Land of the seat; None where it does not follow from both."""
    words = said.casefold()
    land = next((c.bundesland for c in facts.forum.counties if c.name == seat), "")
    named = [season for season in _seasons(facts) if any(word.casefold() in words for word in season.words)]
    if len(named) != 1 or not any(word in words.split() for word in AFTER):
        return None
    last = min((day for day in named[0].last.get(land, ()) if day >= today), default=None)
    return Ends(land, last) if last else None


def _seasons(facts: Facts) -> tuple[Holidays, ...]:
    year = facts.forum.holidays
    return (year.christmas, year.winter, year.easter, year.whitsun, year.summer, year.autumn) if year else ()
