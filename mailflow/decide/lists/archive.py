"""What somebody may still read of the lists: one place decides it, whenever a post is looked for or sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from mailflow.model.facts import Facts
from mailflow.model.intent import Order, Orders
from mailflow.model.letter import Letter
from mailflow.model.lists import ListKind
from mailflow.model.records import Group, Person, Post

_A_NUMBER = re.compile(r"(?i)\W*\d{0,2}(?:\W+(?:bitte|danke|please|thanks))*\W*")


def readable_by(person: Person, facts: Facts) -> Mapping[str, datetime | None]:
    """Lists whose archive this person may read now, each from a moment on; None stands for all of it."""
    return {group.id: since for group in facts.lists.with_archive() for may, since in (_read_from(person, group, facts),) if may}


def may_read(post: Post, readable: Mapping[str, datetime | None]) -> bool:
    """`readable` are the lists of the person in question, as `readable_by` finds them."""
    if post.group not in readable or not post.is_found:
        return False
    since = readable[post.group]
    return since is None or post.at >= since


def named_in(order: Order, facts: Facts) -> list[Post]:
    """The posts an order names: by the numbers of the search it answers, which come with it, by that of a paper, or by Message-ID."""
    said, numbers = str(order.args.get("name", "")), order.args.get("posts", {})
    assert isinstance(numbers, Mapping)
    by_number = [numbers[n] for n in dict.fromkeys(numbers_in(said)) if n in numbers]
    paper = facts.matters.paper(str(order.args.get("case", "")))
    ids = (
        by_number
        or (list(dict.fromkeys((paper.post, paper.standing_post))) if paper else [])
        or [f"<{id}>" for id in re.findall(r"[^<>\s]+@[^<>\s]+", said)]
    )
    return [post for id in ids if (post := facts.archive.post(id))]


def numbers_in(said: str) -> list[str]:
    return [number.lstrip("0") or number for number in re.findall(r"\b\d{1,2}\b", said)]


def last_shown_to(asker: Person, facts: Facts) -> Mapping[str, str]:
    """The posts of the newest numbered letter that this person got, by number: a new letter can speak of it."""
    own = facts.people.addresses(asker)
    shown = [q for kind in ("found", "topic") for q in facts.questions.open(kind) if any(a in own for a in q.asked)]
    newest = max(shown, key=lambda q: q.opened, default=None)
    return newest.details.get("posts", {}) if newest else {}


def asks_for_what_it_answers(order: Order) -> bool:
    """Whether an order to fetch something names it by a short number at most."""
    return order.intent == "fetch" and not order.args.get("case") and bool(_A_NUMBER.fullmatch(str(order.args.get("name", ""))))


def asks_for_its_file(letter: Letter, orders: Orders, facts: Facts) -> bool:
    """Whether an answer to a post says nothing else than that its whole is wanted."""
    alone = len(orders.orders) == 1 and not orders.unclear and orders.orders[0].words.strip() == letter.new_text.strip()
    return alone and asks_for_what_it_answers(orders.orders[0]) and facts.archive.answered_by(letter.references) is not None


def _read_from(person: Person, group: Group, facts: Facts) -> tuple[bool, datetime | None]:
    """Guests read what their rights say (R31), and only their lists; the office what all members may, and the lists it is on."""
    kind, membership = facts.lists.kind(group), facts.lists.membership(group.id, person.id)
    if kind.archive == "none" or kind.level == "confidential" or person.status == "left":
        return False, None
    if person.status == "guest":
        return facts.forum.guests.archive and membership is not None, membership.since if membership else None
    if kind.level in {"public", "forum"} and kind.archive == "all":
        return True, None
    return (True, told_from(membership.since, person, kind)) if membership else (False, None)


def told_from(joined: datetime | None, person: Person, kind: ListKind) -> datetime | None:
    """From when on posts of a list are to be read by whoever joined it then, in the archive and in every letter that gathers them."""
    return None if kind.archive == "all" and person.status != "guest" else joined
