"""From a letter and what it may answer to everything its words say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from mailflow.model.address import normal
from mailflow.model.intent import LONGEST_NOTE, Application, ApplicationRecord, Asked, Choice, Order, Orders, Reading
from mailflow.model.letter import Envelope, Letter
from mailflow.model.vocabulary import County, Vocabulary
from mailflow.understand.answers.availability import suiting
from mailflow.understand.answers.choices import choices_in
from mailflow.understand.answers.plain import answer_in
from mailflow.understand.answers.rsvp import rsvp_in
from mailflow.understand.answers.start import Start, start_in
from mailflow.understand.answers.ticks import ticked_in
from mailflow.understand.applications.application import application_in, inquiry_in
from mailflow.understand.applications.completion import apart, completed
from mailflow.understand.applications.interest import answers_to
from mailflow.understand.applications.purpose import backs_out
from mailflow.understand.applications.seat import county_in
from mailflow.understand.commands.beside import said_beside
from mailflow.understand.commands.orders import orders_in
from mailflow.understand.parse import letter_from_bytes
from mailflow.understand.proposals import group_named_in, group_proposed_in
from mailflow.understand.reach import undecided, within_reach
from mailflow.understand.when.dates import date_in, moment_in

_SPAN = re.compile(r"\s+(?:bis|to|until|[-–])\s+|(?<=\d)[-–](?=\d{1,2}(?::\d\d)?\s*(?:uhr)?$)", re.I)
"""Between beginning and end: "14:00 bis 15:30"."""
HAVE_A_BEGINNING = {"invite", "activity"}
"""Commands whose labelled lines describe a meeting."""
ALL_MEMBERS = ("alle", "alle mitglieder", "forum", "all", "all members", "everyone")


def read(raw: bytes, envelope: Envelope, vocabulary: Vocabulary, asked: Asked | None, today: date) -> tuple[Letter, Reading | None]:
    """A letter and, where its address alone says how its words are meant, what they say."""
    letter = letter_from_bytes(raw, envelope, vocabulary)
    return letter, reading_of(letter, vocabulary, asked, today) if asked else None


_ABOUT_A_GROUP = frozenset({"found_offer", "confirm"})
"""Questions whose answer may say what a new group shall be called."""


def reading_of(letter: Letter, vocabulary: Vocabulary, asked: Asked, today: date) -> Reading:
    """Reads the new words of a letter as far as the question it answers, or the address it went to, lets them mean something."""
    if letter.automatic or letter.bounce:
        return Reading(application=_advertising(within_reach(letter), vocabulary) if asked.applies else None)
    if asked.post and len(letter.new_text) >= LONGEST_NOTE:
        return Reading(proposes=group_proposed_in(letter.new_text))
    if (near := within_reach(letter)).new_text != letter.new_text:
        return replace(undecided(_read_whole(near, vocabulary, asked, today)), form=_form(letter, asked))
    return _read_whole(near, vocabulary, asked, today)


def _read_whole(letter: Letter, vocabulary: Vocabulary, asked: Asked, today: date) -> Reading:
    orders = orders_in(letter, vocabulary, today, offered=asked.offered, case=asked.case, group=asked.group)
    if asked.record and not orders.orders and len(letter.new_text) < LONGEST_NOTE and backs_out(letter.new_text):
        orders = Orders((Order("withdraw", words=letter.new_text),))
    start = start_in(letter.new_text, today) if asked.dated else Start(None, rest=letter.new_text)
    return Reading(
        orders=replace(orders, orders=tuple(_with_block(o, letter, vocabulary, today) for o in orders.orders)),
        application=_application(letter, vocabulary, asked),
        completed=_completed(letter, vocabulary, asked),
        form=_form(letter, asked),
        rsvp=rsvp_in(letter.new_text) if asked.rsvp else None,
        choices=tuple(_weighed(c, asked, vocabulary) for c in dict.fromkeys(choices_in(letter.new_text))) if asked.numbered else (),
        said=answer_in(start.rest, asked.answers) if asked.answers else None,
        suits=_suits(letter.new_text, asked.dates.get(0, ()), vocabulary),
        begins=start.day,
        puts_off=start.said,
        ticked=ticked_in(letter.new_text, asked.items) if asked.items else (),
        beside=said_beside(letter.new_text, today) if asked.offered else {},
        proposes=group_proposed_in(letter.new_text) or (group_named_in(letter.new_text) if asked.kind in _ABOUT_A_GROUP else ""),
    )


def _form(letter: Letter, asked: Asked) -> tuple[str, ...]:
    """The answers to a form, which are kept as they were written, however long."""
    return answers_to(apart(letter.new_text)[1] if asked.record else letter.new_text, asked.form) if asked.form else ()


def _application(letter: Letter, vocabulary: Vocabulary, asked: Asked) -> Application | None:
    if asked.applies:
        return application_in(letter, vocabulary)
    return inquiry_in(letter, vocabulary) if asked.may_ask else None


def _completed(letter: Letter, vocabulary: Vocabulary, asked: Asked) -> ApplicationRecord | None:
    """The record as the letter completes it; beside answers to other questions only what plainly corrects it counts."""
    if asked.record is None or not asked.form:
        return completed(asked.record, letter, vocabulary) if asked.record else None
    corrects, _ = apart(letter.new_text)
    alone = replace(letter, new_text=corrects, quote="", has_quote=False, attachments=())
    return completed(asked.record, alone, vocabulary) if corrects else asked.record


def _advertising(letter: Letter, vocabulary: Vocabulary) -> Application | None:
    """What a machine sent where applications go is none; advertising is named as such."""
    found = application_in(letter, vocabulary)
    return found if found.flags == ("spam",) else None


def _weighed(choice: Choice, asked: Asked, vocabulary: Vocabulary) -> Choice:
    answers, dates = asked.numbered.get(choice.number, {}), asked.dates.get(choice.number, ())
    said = answer_in(choice.text, answers) if answers else None
    return replace(choice, rsvp=rsvp_in(choice.text), said=said, suits=_suits(choice.text, dates, vocabulary))


def _suits(text: str, dates: Sequence[datetime], vocabulary: Vocabulary) -> tuple[str, ...]:
    zone = ZoneInfo(vocabulary.timezone)
    return suiting(text, [date.astimezone(zone) for date in dates]) if dates else ()


def _with_block(order: Order, letter: Letter, vocabulary: Vocabulary, today: date) -> Order:
    """What the labelled lines below a command say: whom it is for, and its last day, or a meeting's moments; what came with them."""
    block: Mapping[str, str] = order.args.get("block", {})
    if not block:
        return order
    args: dict[str, Any] = dict(order.args)
    if order.intent not in HAVE_A_BEGINNING:
        until = date_in(block.get("ende", ""), today)
        args |= {"until": until.isoformat() if until else None, "letter": letter.id, "files": tuple(a.name for a in letter.attachments)}
        args |= _dates(block.get("termine", ""), vocabulary, today)
        args |= {"districts": _districts(block.get("fuer", ""), vocabulary)}
        return replace(order, args=args | _invitees(block.get("an", ""), vocabulary))
    start = moment_in(block.get("beginn", ""), today, vocabulary.timezone)
    end = _end(block.get("ende", ""), start, today, vocabulary.timezone)
    args |= {"start": start.isoformat() if start else None, "end": end.isoformat() if end else None}
    return replace(order, args=args | _invitees(block.get("an", ""), vocabulary))


def _districts(said: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The Landkreise it is for, by their registered names; as written where it may be none, or several."""
    parts = [part.strip() for part in re.split(r"[,;]|\s(?:und|and)\s", said) if part.strip()]
    found = [(part, county_in(part, vocabulary.counties, labelled=True)) for part in parts]
    return tuple(county.name if isinstance(county, County) else part for part, county in found)


def _dates(said: str, vocabulary: Vocabulary, today: date) -> dict[str, Any]:
    """The dates to choose from, each (beginning, end or ""), and those that could not be read."""
    found, unread = [], []
    for line in (part.strip() for part in said.split(";") if part.strip()):
        first, _, last = _SPAN.sub("\n", line, count=1).partition("\n")
        start = moment_in(first, today, vocabulary.timezone) or moment_in(line, today, vocabulary.timezone)
        end = _end(last, start, today, vocabulary.timezone) if last else None
        if start is None or (end and end <= start):
            unread.append(line)
        else:
            found.append((start.isoformat(), end.isoformat() if end else ""))
    return {"dates": tuple(found), "unread_dates": tuple(unread)} if said else {}


def _end(text: str, start: datetime | None, today: date, timezone: str) -> datetime | None:
    """The end; "16:00" alone means the day it begins."""
    found = moment_in(text, today, timezone)
    if found is None and start and text.strip():
        local = start.astimezone(ZoneInfo(timezone))
        found = moment_in(f"{local:%d.%m.%Y} {text}", today, timezone)
    return found


def _invitees(said: str, vocabulary: Vocabulary) -> dict[str, Any]:
    groups, addresses, unknown, everybody = [], [], [], False
    for part in said.replace(";", ",").replace("\n", ",").split(","):
        name = part.strip()
        if not name:
            continue
        slug = _group_named(name, vocabulary)
        if name.casefold() in ALL_MEMBERS:
            everybody = True
        elif slug:
            groups.append(slug)
        elif address := normal(name.rpartition("<")[2].rstrip(">")):
            addresses.append(address)
        else:
            unknown.append(name)
    return {"groups": tuple(groups), "addresses": tuple(addresses), "all_members": everybody, "unknown_invitees": tuple(unknown)}


def _group_named(said: str, vocabulary: Vocabulary) -> str:
    wanted = said.casefold().removeprefix("die ").removeprefix("ag ").strip()
    for group in vocabulary.groups:
        names = {group.slug, group.name, group.address, group.address.partition("@")[0], *group.aliases}
        if wanted in {n.casefold().removeprefix("ag ").removeprefix("ag-") for n in names} or said.casefold() in {
            n.casefold() for n in names
        }:
            return group.slug
    return ""
