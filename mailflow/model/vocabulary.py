"""The words of one forum, handed to `understand` as plain data: groups, districts, commands, markers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailflow.model.address import Addresses


@dataclass(frozen=True, slots=True)
class GroupName:
    slug: str
    name: str
    address: str
    aliases: tuple[str, ...] = ()
    subject_tag: str = ""


@dataclass(frozen=True, slots=True)
class County:
    """One row of the register of districts, or a county the seed adds."""

    name: str
    kind: str
    """Landkreis, Kreis, Kreisfreie Stadt, Stadtkreis, Region, Städteregion, Regionalverband."""
    bundesland: str
    ags: str = ""
    short: str = ""
    aliases: tuple[str, ...] = ()
    mail_domains: tuple[str, ...] = ()

    @property
    def is_city(self) -> bool:
        return self.kind in {"Kreisfreie Stadt", "Stadtkreis"}


@dataclass(frozen=True, slots=True)
class CommandWords:
    """How one command is said: `words` are official and count anywhere, `phrases` only in answer to a question that offers it.

    `wishes` are how people say it in sentences: elements that all have to be there, in any order. "ab~melden/aus~tragen {group}" is either
    verb in any form, split or whole, and a group; "lösch*" is any word that begins so; {group}, {case}, {mode}, {span} and {address} are
    what the program recognises.
    """

    name: str
    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    """Argument names the command reads: case, reason, text, group, address, mode, from, until, name, person, posts, fields, block,
    form, wish.

    `form` is a block without which the command's words mean nothing.
    """
    wishes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    """Ends of the nouns its matter goes by ("umfrage", "newsletter")."""
    apart: tuple[str, ...] = ()
    """Ends of the nouns that make it something else ("in den Verteiler aufnehmen")."""
    strict: bool = False
    """It concerns others, so every word of its sentence must be understood."""
    exact: bool = False
    """It deletes or reaches many, so a typing error in its word is asked back."""
    english: tuple[str, ...] = ()
    """Those of `words` that only English has, in capitals: who writes one is answered in English."""

    def __hash__(self) -> int:
        # What is prepared for a command is looked up for every clause of a letter: its name tells commands apart and is quick to hash.
        return hash(self.name)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    addresses: Addresses
    groups: tuple[GroupName, ...] = ()
    counties: tuple[County, ...] = ()
    commands: tuple[CommandWords, ...] = ()
    external_markers: tuple[str, ...] = ()
    """Gateway marks in subjects: [EXTERN], EXTERN: ..."""
    trusted_authserv: tuple[str, ...] = ()
    sent_ids: frozenset[str] = field(default_factory=frozenset)
    """Message-IDs of letters this forum sent, for bounces; empty where the caller looks them up itself."""
    originals: Mapping[str, str] = field(default_factory=dict)
    """Text of list posts by Message-ID, to tell quote from answer."""
    repeated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By domain, the plain lines that its letters repeat (see `understand.learned`)."""
    timezone: str = "Europe/Berlin"
