"""What somebody may still read of the lists: one place decides it, whenever a post is looked for or sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mailflow.model.facts import Facts
from mailflow.model.records import Group, Person, Post


def readable_by(person: Person, facts: Facts) -> Mapping[str, datetime | None]:
    """Lists whose archive this person may read now, each from a moment on; None stands for all of it."""
    return {group.id: since for group in facts.lists.all() for may, since in (_read_from(person, group, facts),) if may}


def may_read(person: Person, post: Post, facts: Facts) -> bool:
    readable = readable_by(person, facts)
    if post.group not in readable or post.level == "confidential":
        return False
    since = readable[post.group]
    return since is None or post.at >= since


def _read_from(person: Person, group: Group, facts: Facts) -> tuple[bool, datetime | None]:
    """Guests read what their rights say (R31), and only their lists; the office what all members may, and the lists it is on."""
    kind, membership = facts.lists.kind(group), facts.lists.membership(group.id, person.id)
    if kind.archive == "none" or kind.level == "confidential" or person.status == "left":
        return False, None
    if person.status == "guest":
        return facts.forum.guests.archive and membership is not None, membership.since if membership else None
    if kind.level in {"public", "forum"} and kind.archive == "all":
        return True, None
    if membership is None:
        return False, None
    return True, membership.since if kind.archive == "from_joining" else None
