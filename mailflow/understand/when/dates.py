"""German and English dates and times as people write them in letters; what could mean two days is no date."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mailflow.understand.when.feasts import with_feasts_dated
from mailflow.understand.when.ordinals import with_days_numbered
from mailflow.understand.when.time_of_day import time_in, without_times

_CAP = 400
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jan january", "februar feber feb february", "märz maerz mär mrz mar march", "april apr", "mai may", "juni juno jun june",
            "juli julei jul july", "august aug", "september sept sep", "oktober okt october oct", "november nov", "dezember dez december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "montag mo monday mon", "dienstag di tuesday tue", "mittwoch mi wednesday wed", "donnerstag do thursday thu",
            "freitag fr friday fri", "samstag sonnabend sa saturday sat", "sonntag so sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
_COUNTS = {
    "ein": 1, "eine": 1, "einem": 1, "einer": 1, "one": 1, "a": 1, "zwei": 2, "two": 2, "drei": 3, "three": 3,
    "vier": 4, "four": 4, "fünf": 5, "five": 5, "sechs": 6, "six": 6,
}  # fmt: skip
MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_LONG_DAY = "|".join(name for name in _WEEKDAYS if len(name) > 3)
_ANY_DAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_COUNT = r"\d{1,2}|" + "|".join(sorted(_COUNTS, key=len, reverse=True))

_DATE = re.compile(
    rf"""(?:\b(?P<weekday>{_ANY_DAY})\b\.?,?\s{{0,3}}(?:(?:den|dem|the)\s)?)?(?:
      (?P<iso_year>\d{{4}})-(?P<iso_month>\d{{1,2}})-(?P<iso_day>\d{{1,2}})\b
    | (?<![\d.])(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})(?!\d)(?:\.\s?(?P<year>\d{{4}}|(?<=\.)\d{{2}})(?![\d:]|\.\d)|\.)?(?!\d|\.\d{{5}}|\s?(?:%|uhr\b|prozent\b|mb\b|mio\b|gb\b))
    | (?<![\d/])(?P<slash_a>\d{{1,2}})/(?P<slash_b>\d{{1,2}})/(?P<slash_year>\d{{4}}|\d{{2}})(?![\d/])
    | (?<![\d.])(?P<named_day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s{{0,3}}(?:of\s)?(?P<named_month>{MONTH})\b\.?(?:,?\s{{0,2}}(?P<named_year>\d{{4}})\b)?
    | \b(?P<english_month>{MONTH})\b\.?\s(?P<english_day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|\s?uhr)(?:,?\s(?P<english_year>\d{{4}})\b)?
    )""",
    re.VERBOSE,
)
_RELATIVE = re.compile(
    rf"""\b(?:
      (?P<today>ab\ssofort|heute|today|sofort|immediately)
    | (?P<over>übermorgen|uebermorgen|day\safter\stomorrow)
    | (?P<tomorrow>(?<!guten\s)morgen(?!s)|tomorrow)
    | (?P<month_end>ende\s(?:des|dieses)\smonats|monatsende|end\sof\s(?:the|this)\smonth)
    | (?P<year_end>jahresende|ende\s(?:des|dieses)\sjahres|ende\s(?P<year_end_of>\d{{4}})|end\sof\s(?:the|this)?\s?year)
    | (?:mitte|mid)\s(?P<mid_month>{MONTH})\b(?:\s(?P<mid_year>\d{{4}}))?
    | (?:ende|end\sof)\s(?P<end_month>{MONTH})\b(?:\s(?P<end_year>\d{{4}}))?
    | (?:ende|end\sof)\s(?P<week>der|dieser|nächster|naechster|kommender|the|this|next)\s(?:woche|week)
    | in\s(?P<count>{_COUNT})\s(?P<unit>tag|tagen|woche|wochen|days?|weeks?)
    | (?:(?P<which>übernächste[nrs]?|uebernaechste[nrs]?|nächste[nrs]?|naechste[nrs]?|kommende[nrs]?|diese[nrs]?|next|this|coming)\s(?P<near>{_ANY_DAY})\.?
        | (?P<bare>{_LONG_DAY})
        | (?<=bis\s)(?P<short>mo|di|mi|do|fr|sa)(?=\.|$))
    )\b""",
    re.VERBOSE,
)
_LONGEST_WRAP = timedelta(days=270)
_NO_LONGER = re.compile(
    rf"\b(?:an)?statt\s(?:wie \w{{1,20}} )?(?:(?:ab|am|vom|bis|zum|dem)\s){{0,2}}\d{{1,2}}\.\s?(?:\d{{1,2}}\.?(?:\d{{4}})?|{MONTH})"
)
"""A day that holds no more: "statt ab 10.8. bin ich erst ab 17.8. weg"."""
_EITHER = re.compile(r"\b\d{1,2}\.?\s(?:oder|or)\s(?:am\s)?\d")
"""Two days to choose from are none."""
_LONE_DAY = re.compile(r"(?<![\d.])(\d{1,2})(?:\.|st|nd|rd|th)?(?=\s{0,2}(?:[-–—]|(?:bis|to|until|till|und|and|through)\b))")
_LONE_LAST_DAY = re.compile(r"^\s{0,2}(?:[-–—]|to|until|till|through)\s{0,2}(\d{1,2})(?:st|nd|rd|th)?(?!\d|[.:])\b")
_UNTIL = re.compile(
    r"(?:\bbis(?:\s(?:einschl\w{0,12}\.?|incl?\.?|inkl\w{0,8}\.?|zum|zur|und|mit|in|den|am|voraussichtlich)){0,4}|\b(?:zwischen|between)\b.{0,20}\b(?:und|and)(?:\s(?:dem|the))?|\b(?:letzter|last) (?:\w{0,12}tag|day)(?: (?:ist|is))?(?: (?:der|the))?|\b(?:until|till|through|thru|to)(?:\sand\sincluding|\sincluding)?(?:\sthe)?|[-–—])\s{0,3}$"
)
_FROM = re.compile(r"\b(?:vom|von|ab(?:\sdem)?|seit(?:\sdem)?|from|since|starting|beginning)(?:\s(?:the|on))?\s{0,3}$")
_RETURNED = re.compile(r",?\s{0,2}(?:bin ich )?(?:wieder|zurück|zurueck|back)\b")
_BACK_ON = re.compile(
    r"\b(?:wieder|zurück|zurueck|back|rückkehr|rueckkehr|returning|return)(?: (?:bin|komme) ich)?(?: (?:da|im büro|im buero|im dienst|in the office|at work|erreichbar))?(?: (?:am|ab|on|from))(?: dem| the)?\s{0,3}$"
)
"""Where the day of a return stands."""
_BETWEEN = re.compile(r"\b(?:zwischen|zw\.|between)(?: dem| the)?\s{0,3}$")
"""Where the first of two days stands that "und" parts."""
_AND = re.compile(r"\s*(?:und|and|&)(?: dem| the)?\s*")
_ON = re.compile(r"\b(?:am|on)\s{0,3}$")
_ON_TWO = re.compile(r"\b(?:am|on)(?:\sthe)?\s(?P<first>\d{1,2})(?:\.|st|nd|rd|th)?\s(?:und|and|\+|&)(?:\sam)?\s$")
_DAY_OF_MONTH = re.compile(
    r"\b(?P<lead>(?:bis|until|till)(?: (?:zum|einschl\w*\.?|inkl\w*\.?|the|and including))*) (?P<day>[12]?\d|3[01])(?:\.|st|nd|rd|th)"
    r"(?=$|[,;!)]| (?:bin|bitte|im|in|weg|urlaub|abwesend|nicht|außer|krank|frei|pause|pausier\w*|verreist|keine|please|on|away|off)\b)"
)
"""A day whose month goes without saying: "bis zum 21."."""
_FOR = re.compile(rf"\b(?:für|fuer|for|noch)?\s?(?<!in\s)(?P<count>{_COUNT})\s(?P<unit>tage?n?|wochen?|days?|weeks?)\b")
_CALENDAR_WEEK = re.compile(
    r"(?P<until>\bbis (?:einschl\w*\.? |zur )?)?\b(?:(?:kw|kalenderwoche|calendar week|week)\s?(?P<week>\d{1,2})(?:\s?[/-]?\s?(?P<year>\d{4}))?(?:\s?(?:-|–|/|\+|und|bis|and|to)\s?(?:kw\s?)?(?P<last>\d{1,2})(?![\d.]))?"
    r"|(?P<ordinal>\d{1,2})\.\s?(?:kw|kalenderwoche))"
)
_NAMED_WEEK = re.compile(
    r"\b(?P<which>diese|nächste|naechste|kommende|übernächste|uebernaechste|this|next)[rn]? (?:woche|week)\b(?! (?:montag|dienstag|mittwoch|donnerstag|freitag))"
)
_WHOLE_MONTH = re.compile(
    rf"\b(?:im|ganzen|gesamten|kompletten|in|throughout)\s(?:ganzen |gesamten )?(?P<month>{MONTH})\b(?! \d{{1,2}}\b)(?:\s(?P<year>\d{{4}}))?"
)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day as written; `year` None is the next such day, or the one before the end of its span."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None = None

    def next(self, today: date) -> date | None:
        return self._found(range(today.year, today.year + 5), lambda d: d >= today)

    def last_before(self, until: date) -> date | None:
        return self._found(range(until.year, until.year - 2, -1), lambda d: d <= until)

    def _found(self, years: range, fits: object) -> date | None:
        for year in years if self.year is None else (self.year,):
            found = _valid(year, self.month, self.day)
            if found and (self.year is not None or fits(found)):  # type: ignore[operator]
                return found if self.weekday in (None, found.weekday()) else None
        return None


def date_in(text: str, today: date) -> date | None:
    """The one date a text names; None where it names none, an impossible one, or several."""
    text = with_days_numbered(with_feasts_dated(_prepared(text), today))
    if _EITHER.search(text):
        return None
    days = _days_in(text)
    if days:
        found = {day.next(today) for day in days}
        return found.pop() if len(found) == 1 else None
    near = {_relative(match, today) for match in _RELATIVE.finditer(text)}
    return near.pop() if len(near) == 1 else None


def span_in(text: str, today: date) -> tuple[date | None, date | None]:
    """First and last day a text names: "vom 3. bis einschl. 21.8.", "bis 31.12.", "ab sofort bis Freitag"."""
    text = _with_month(without_times(with_days_numbered(with_feasts_dated(_prepared(text), today))), today)
    if _EITHER.search(text):
        return None, None
    if period := _calendar_weeks(text, today) or _named_week(text, today) or _whole_month(text, today):
        return period
    named: list[tuple[int, int, _Day | date]] = [(d.start, d.end, d) for d in _days_in(text)]
    taken = [(start, end) for start, end, _ in named]
    for match in _RELATIVE.finditer(text):
        if (found := _relative(match, today)) and not any(s < match.end() and match.start() < e for s, e in taken):
            named.append((match.start(), match.end(), found))
    named.sort(key=lambda item: item[0])
    first, last = _before_return(text, named, today) or _span_of(text, named, today)
    if last is None and (length := _length_in(text)):
        last = (first or today) + length - timedelta(days=1)
        first = first or today
    if first and last and first > last:
        return None, None
    return first, last


def moment_in(text: str, today: date, timezone: str = "Europe/Berlin") -> datetime | None:
    """A date with a time of day: "16.03.2027 14:00", "Di, 16. März, 14 Uhr". None without a time, or in the hour that summer time skips."""
    text = _prepared(text)
    at = time_in(text)
    day = date_in(without_times(text), today)
    return _local(datetime.combine(day, at), timezone) if day and at else None


def _prepared(text: str) -> str:
    return _NO_LONGER.sub(" ", " ".join(text[:_CAP].lower().replace("'", " ").replace("’", " ").split()))


def _with_month(text: str, today: date) -> str:
    """The text with the month that "bis zum 21." leaves out: this one, or the next where the day is over."""
    found = _DAY_OF_MONTH.search(text)
    if found is None or _days_in(text):
        return text
    day = int(found["day"])
    later = today if day >= today.day else today.replace(day=28) + timedelta(days=4)
    return f"{text[: found.start()]}{found['lead']} {day}.{later.month}.{text[found.end() :]}"


def _local(naive: datetime, timezone: str) -> datetime | None:
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo("Europe/Berlin")
    moment = naive.replace(tzinfo=zone)
    there_and_back = moment.astimezone(ZoneInfo("UTC")).astimezone(zone)
    return moment if there_and_back.replace(tzinfo=None) == naive else None


def _days_in(text: str) -> list[_Day]:
    days = []
    for match in _DATE.finditer(text):
        if day := _day_of(match):
            days.append(day)
    return days


def _day_of(match: re.Match[str]) -> _Day | None:
    weekday = _WEEKDAYS[match["weekday"]] if match["weekday"] else None
    if match["iso_year"]:
        day, month, year = match["iso_day"], match["iso_month"], match["iso_year"]
    elif match["slash_a"]:
        a, b = int(match["slash_a"]), int(match["slash_b"])
        if a <= 12 and b <= 12 and a != b:
            return None
        day, month, year = (str(b), str(a), match["slash_year"]) if b > 12 else (str(a), str(b), match["slash_year"])
    elif match["named_day"]:
        day, month, year = match["named_day"], str(MONTHS[match["named_month"]]), match["named_year"]
    elif match["english_day"]:
        day, month, year = match["english_day"], str(MONTHS[match["english_month"]]), match["english_year"]
    else:
        day, month, year = match["day"], match["month"], match["year"]
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= calendar.monthrange(2024, int(month))[1]):
        return None
    full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    return _Day(match.start(), match.end(), int(day), int(month), full, weekday)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _relative(match: re.Match[str], today: date) -> date | None:
    if match["today"]:
        return today
    if match["tomorrow"] or match["over"]:
        return today + timedelta(days=2 if match["over"] else 1)
    if match["month_end"]:
        return _month_end(today.year, today.month)
    if match["year_end"]:
        return _valid(int(match["year_end_of"] or today.year), 12, 31)
    if match["mid_month"]:
        month = MONTHS[match["mid_month"]]
        return _valid(int(match["mid_year"] or today.year + (month < today.month)), month, 15)
    if match["end_month"]:
        month = MONTHS[match["end_month"]]
        return _month_end(int(match["end_year"] or today.year + (month < today.month)), month)
    if match["week"]:
        next_week = match["week"] in {"nächster", "naechster", "kommender", "next"}
        return today + timedelta(days=6 - today.weekday() + 7 * next_week)
    if match["count"]:
        return today + _length(match["count"], match["unit"])
    return _weekday_after(today, match["near"] or match["bare"] or match["short"], match["which"] or "")


def _weekday_after(today: date, name: str, which: str) -> date:
    ahead = (_WEEKDAYS[name] - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead + (7 if which.startswith(("über", "ueber")) else 0))


def _month_end(year: int, month: int) -> date | None:
    return _valid(year, month, calendar.monthrange(year, month)[1]) if 1 <= year <= 9998 else None


def _length(count: str, unit: str) -> timedelta:
    number = int(count) if count.isdigit() else _COUNTS[count]
    return timedelta(days=number * (7 if unit.startswith(("woche", "week")) else 1))


def _length_in(text: str) -> timedelta | None:
    found = _FOR.search(text)
    return _length(found["count"], found["unit"]) if found and _COUNTS.get(found["count"], 2) else None


def _calendar_weeks(text: str, today: date) -> tuple[date | None, date] | None:
    """ "KW 30", "KW 30-31", "bis KW 30"; a week that is over means next year's."""
    found = _CALENDAR_WEEK.search(text)
    if found is None or _days_in(text[: found.start()] + text[found.end() :]):
        return None
    first = int(found["week"] or found["ordinal"])
    last = int(found["last"] or first)
    for year in (int(found["year"]),) if found["year"] else (today.year, today.year + 1):
        try:
            monday, sunday = date.fromisocalendar(year, first, 1), date.fromisocalendar(year, last, 7)
        except ValueError:
            return None
        if sunday >= today or found["year"]:
            return (None if found["until"] else monday, sunday) if monday <= sunday else None
    return None


def _named_week(text: str, today: date) -> tuple[date, date] | None:
    """ "nächste Woche" from its Monday to its Sunday; None beside a day, or as an end ("bis Ende nächster Woche")."""
    found = _NAMED_WEEK.search(text)
    if (
        found is None
        or _days_in(text)
        or re.search(rf"\b(?:{_LONG_DAY})\b", text)
        or _UNTIL.search(text[: found.start()])
        or text[: found.start()].rstrip().endswith(("ende", "end of"))
    ):
        return None
    ahead = 0 if found["which"] in {"diese", "this"} else 14 if found["which"].startswith(("über", "ueber")) else 7
    monday = today - timedelta(days=today.weekday()) + timedelta(days=ahead)
    return max(monday, today), monday + timedelta(days=6)


def _whole_month(text: str, today: date) -> tuple[date, date] | None:
    """ "im August": all of it, the next one to come."""
    found = _WHOLE_MONTH.search(text)
    if found is None or _days_in(text) or _UNTIL.search(text[: found.start()]):
        return None
    month = MONTHS[found["month"]]
    first = _valid(int(found["year"] or today.year + (month < today.month)), month, 1)
    last = _month_end(first.year, month) if first else None
    return (max(first, today), last) if first and last else None


def _span_of(text: str, named: list[tuple[int, int, _Day | date]], today: date) -> tuple[date | None, date | None]:
    if len(named) == 2 and _parted(text[: named[0][0]], text[named[0][1] : named[1][0]]):
        last = _resolved(named[1][2], today)
        if _is_weekday(text, named[1]) and (first := _resolved(named[0][2], today)) and last and last < first:
            last += timedelta(days=7)
        first = _resolved_before(named[0][2], last, today)
        return (None, None) if _reversed(first, last, today) and first and last and first.year < last.year else (first, last)
    if len(named) != 1:
        return None, None
    start, end, day = named[0]
    before = text[:start]
    last = _resolved(day, today)
    if _UNTIL.search(before):
        return _lone_start(before, day, last), last
    if isinstance(day, _Day) and (late := _LONE_LAST_DAY.match(text[end:])):
        return last, last and _valid(last.year, last.month, int(late[1]))
    if _FROM.search(before) or day == today:
        return last, None
    if two := _ON_TWO.search(before):
        return last and _valid(last.year, last.month, int(two["first"])), last
    return (last, last) if _ON.search(before) or _is_that_day(text[start:end]) else (None, None)


def _parted(before: str, between: str) -> bool:
    """Whether two days are the ends of one span."""
    return bool(_UNTIL.search(between or " ") or (_BETWEEN.search(before) and _AND.fullmatch(between)))


def _is_weekday(text: str, named: tuple[int, int, _Day | date]) -> bool:
    """A bare weekday, which comes after the day it is the end of: "von Montag bis Mittwoch"."""
    return text[named[0] : named[1]] in _WEEKDAYS


def _is_that_day(said: str) -> bool:
    """ "übernächsten Donnerstag" without a preposition is the day itself."""
    found = _RELATIVE.fullmatch(said)
    return bool(found and found["which"])


def _before_return(text: str, named: list[tuple[int, int, _Day | date]], today: date) -> tuple[date | None, date | None] | None:
    """ "am 22.3. wieder da", "back on 22 March": the last day away is the one before."""
    returns = [day for start, end, day in named if _RETURNED.match(text[end:]) or _BACK_ON.search(text[:start])]
    back = _resolved(returns[0], today) if len(returns) == 1 else None
    if back is None or len(named) > 2:
        return None
    leaves = [_resolved_before(day, back, today) for start, _, day in named if day is not returns[0] and not _UNTIL.search(text[:start])]
    return (leaves[0] if leaves else None), back - timedelta(days=1)


def _lone_start(before: str, end: _Day | date, last: date | None) -> date | None:
    """The "3." of "vom 3. bis 21.8.": a day of the month of the end."""
    days = [int(m[1]) for m in _LONE_DAY.finditer(before)]
    if len(days) != 1 or last is None or not isinstance(end, _Day):
        return None
    return _valid(last.year, last.month, days[0])


def _resolved(day: _Day | date, today: date) -> date | None:
    return day.next(today) if isinstance(day, _Day) else day


def _resolved_before(day: _Day | date, last: date | None, today: date) -> date | None:
    if isinstance(day, _Day):
        return day.last_before(last) if last else None
    return day


def _reversed(first: date | None, last: date | None, today: date) -> bool:
    """ "vom 20.8. bis 10.8.": taken as written it would have begun last year, which nobody means."""
    return bool(first and last and first < today and last - first > _LONGEST_WRAP)
