"""Who reads a list, asked of the database: a list of a hundred thousand takes no more room here than one of a hundred.

`model.readers` says the same of records in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import Connection, Date, String, and_, bindparam, case, func, literal_column, or_, select

from mailflow.model.facts.people import INSIDE
from mailflow.model.lists import Alike, Readers, Way
from mailflow.model.records import Membership, Person
from mailflow.store.tables import TABLES

_M, _P = TABLES[Membership], TABLES[Person]
_DAY = bindparam("day", type_=Date())
_IS_HERE = or_(_P.c.paused_until.is_(None), _P.c.paused_until < _DAY, _P.c.paused_from > _DAY)
_IS_INSIDE = _P.c.status.in_([literal_column(f"'{status}'") for status in INSIDE])
_ONE_BY_ONE = and_(func.coalesce(func.nullif(_M.c.delivery, ""), _P.c.delivery) == "single", _IS_HERE)
_READS = (_M.c.group == bindparam("group", type_=String()), _IS_INSIDE)
_SORT = (_P.c.status, _P.c.seat, _P.c.language)
_JOINED = _M.join(_P, _P.c.id == _M.c.person)

_ALIKE = select(*_SORT, func.count(), func.sum(case((_ONE_BY_ONE, 1), else_=0))).select_from(_JOINED).where(*_READS).group_by(*_SORT)
_WAYS = (
    select(_P.c.id, _P.c.delivery, func.coalesce(_M.c.group, ""), func.coalesce(_M.c.delivery, ""))
    .select_from(_P.outerjoin(_M, _M.c.person == _P.c.id))
    .where(_IS_INSIDE, _IS_HERE)
    .order_by(_P.c.id)
    .execution_options(yield_per=1000)
)
_LANGUAGE = bindparam("language", type_=String())
_IN_LANGUAGE = (or_(_LANGUAGE == "", _P.c.language == _LANGUAGE), _P.c.language.not_in(bindparam("but", expanding=True)))
ADDRESSES = select(_P.c.address.label("value")).select_from(_JOINED).where(*_READS, _ONE_BY_ONE, *_IN_LANGUAGE)
"""The addresses of `Readers`, whose parts are its parameters."""


def alike(c: Connection, group: str, day: date) -> Iterable[Alike]:
    return [Alike(*row) for row in c.execute(_ALIKE, {"group": group, "day": day})]


def ways(c: Connection, day: date) -> Iterator[Way]:
    return (Way(*row) for row in c.execute(_WAYS, {"day": day}))


def addresses(c: Connection, of: Readers) -> Iterator[str]:
    return iter(c.execute(ADDRESSES, of._asdict()).scalars())
