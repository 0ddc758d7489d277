"""Which command a few words say, and which words of them that leaves unexplained.

A command's words and phrases are looked for as they stand, its wishes as elements in any order (`CommandWords`). Nothing is decided here:
`orders` judges what may act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mailflow.model.vocabulary import CommandWords
from mailflow.understand.commands.modes import MODES, OVERVIEWS
from mailflow.understand.commands.small_words import SMALL, WISHING
from mailflow.understand.wording import near, normal_words

_IRREGULAR = {"nehm": "nimm", "geb": "gib", "tret": "tritt", "lass": "lasst"}
"""Stems whose imperative has another vowel."""
_DIALECT = {"ein": ("ei", "nei")}
"""How Bavaria and Swabia say the particle of a verb: "tragts mi ei"."""
_LEADING = frozenset(
    {"bitte", "please", "ja", "yes", "ok", "okay", "also", "dann", "doch", "gern", "gerne", "jetzt", "nun", "und", "and", "hallo", "hi"}
)


_NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Saying:
    """One command found in some words: its place in them, what else stands there, and whether it was spelt right."""

    command: CommandWords
    matched: frozenset[int]
    said: tuple[str, ...]
    """The words that say it, in order."""
    unexplained: tuple[str, ...]
    leads: bool
    """It opens the sentence, after a "bitte" at most."""
    official: bool
    """By the command's own words, not by a phrase or wish."""
    misspelt: bool = False

    def rank(self) -> tuple[int, int, bool]:
        """The better explained, the longer, the official one first."""
        return len(self.unexplained), -len(self.matched), not self.official


SHORTEST_JUMBLED = 7
"""Letters of a word that is tried as a mixed-up one; shorter ones are too like each other."""
_SWALLOWED = re.compile(r"[bdfgkmpt]n$")
"""How people say and type the end of a verb: "abmeldn", "austragn"."""


@dataclass(frozen=True, slots=True)
class _Element:
    """One thing a wish needs: a word among these, one that begins so, or a verb that may stand split."""

    whole: frozenset[str]
    sequences: tuple[tuple[str, ...], ...]
    firsts: frozenset[str]
    """The words with which its sequences begin."""
    starts: tuple[str, ...]
    split: tuple[tuple[frozenset[str], str], ...]

    def found(self, words: tuple[str, ...]) -> frozenset[int]:
        """All places at which it is said, as one word or in several; a verb that stands split only where nothing else says it."""
        if not self.whole.isdisjoint(words):
            return self._as_sequences(words, [at for at, word in enumerate(words) if word in self.whole])
        if self.starts and (places := [at for at, word in enumerate(words) if word.startswith(self.starts)]):
            return self._as_sequences(words, places)
        if not self.firsts.isdisjoint(words) and (matched := self._as_sequences(words, [])):
            return matched
        for stems, particle in self.split:
            if particle in words and (matched := _split(words, stems, particle)):
                return matched
        return _NOWHERE

    def _as_sequences(self, words: tuple[str, ...], places: list[int]) -> frozenset[int]:
        return frozenset(places).union(*(_sequence(words, sequence) for sequence in self.sequences if sequence[0] in words))


def _split(words: tuple[str, ...], stems: frozenset[str], particle: str) -> frozenset[int]:
    """A verb and, somewhere behind it, its particle: "melden Sie mich ab"."""
    last = len(words) - 1 - words[::-1].index(particle)
    at = next((i for i, word in enumerate(words[:last]) if word in stems), None)
    return frozenset() if at is None else frozenset({at, last})


def sayings_in(words: tuple[str, ...], commands: tuple[CommandWords, ...], *, phrases: bool) -> list[Saying]:
    """The best saying of each command that is said, the best explained first; of nested ones the longer."""
    possible = [command for command in commands if not (needed := _needed(command)) or not needed.isdisjoint(words)]
    found = [best for command in possible if (best := _best(words, command, phrases))]
    outer = [s for s in found if not any(s.matched < other.matched for other in found)]
    return sorted(outer, key=Saying.rank)


def unjumbled(words: tuple[str, ...], commands: tuple[CommandWords, ...]) -> tuple[str, ...]:
    """The words, where a verb that joins or leaves a list has its letters mixed up or lost its e: "anmleden", "anmeldn" are "anmelden"."""
    verbs = _verbs(commands)
    return tuple(verbs.get(_letters(_ended(word)), word) if len(word) >= SHORTEST_JUMBLED else word for word in words)


def _ended(word: str) -> str:
    return f"{word[:-1]}en" if _SWALLOWED.search(word) else word


@lru_cache(8)
def _verbs(commands: tuple[CommandWords, ...]) -> dict[str, str]:
    wishes = (
        element for command in commands if "group" in command.takes and not command.strict for wish in _wishes(command) for element in wish
    )
    return {_letters(verb): verb for element in wishes for verb in element.whole if len(verb) > SHORTEST_JUMBLED}


def _letters(word: str) -> str:
    """First and last letter, and those between in order of the alphabet: the same for a word whose inner letters are mixed up."""
    return word[:1] + "".join(sorted(word[1:-1])) + word[-1:]


def misspelt_in(words: tuple[str, ...], commands: tuple[CommandWords, ...]) -> list[Saying]:
    """Commands whose official word stands there with one typing error."""
    found = []
    for command in commands:
        places = [i for wanted in _single_words(command) for i, w in enumerate(words) if w != wanted and near(w, wanted)]
        if places:
            found.append(_saying(command, frozenset({min(places)}), words, official=True, misspelt=True))
    return found


def _best(words: tuple[str, ...], command: CommandWords, phrases: bool) -> Saying | None:
    options = []
    for literal in _literals(command, phrases):
        if literal[0] in words and (matched := _sequence(words, literal)):
            options.append(_saying(command, matched, words, official=literal in _literals(command, False)))
    for wish in _wishes(command):
        if matched := _all_found(wish, words):
            options.append(_saying(command, matched, words, official=False))
    return min(options, key=Saying.rank, default=None)


def _all_found(wish: tuple[_Element, ...], words: tuple[str, ...]) -> frozenset[int]:
    """The places of all elements, none where one is missing."""
    found: frozenset[int] = frozenset()
    for element in wish:
        if not (places := element.found(words)):
            return frozenset()
        found |= places
    return found


def _saying(command: CommandWords, matched: frozenset[int], words: tuple[str, ...], *, official: bool, misspelt: bool = False) -> Saying:
    small = SMALL if command.strict else SMALL | WISHING
    rest = tuple(w for i, w in enumerate(words) if i not in matched and (w.endswith(command.apart) or not _is_explained(w, command, small)))
    leads = all(words[i] in _LEADING or _is_entity(words[i]) for i in range(min(matched)))
    return Saying(command, matched, tuple(words[i] for i in sorted(matched)), rest, leads, official, misspelt)


def _is_explained(word: str, command: CommandWords, small: frozenset[str]) -> bool:
    return word in small or word.endswith(command.about) or (_is_entity(word) and _fits(word, command))


def _is_entity(word: str) -> bool:
    return word.startswith("{")


def _fits(entity: str, command: CommandWords) -> bool:
    """A group is said to a command that takes one; a day beside a decision puts it off, unless it asks for one, and so does a week."""
    if entity == "{group}":
        return command.strict or "group" in command.takes
    if entity == "{week}":
        return not command.strict and "until" in command.takes
    return entity not in {"{date}", "{span}"} or not command.strict or "until" in command.takes


def _sequence(words: tuple[str, ...], wanted: tuple[str, ...]) -> frozenset[int]:
    for at in range(len(words) - len(wanted) + 1):
        if words[at : at + len(wanted)] == wanted:
            return frozenset(range(at, at + len(wanted)))
    return frozenset()


@lru_cache(256)
def _literals(command: CommandWords, phrases: bool) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(normal_words(w).split()) for w in (*command.words, *(command.phrases if phrases else ())))


@lru_cache(256)
def _single_words(command: CommandWords) -> tuple[str, ...]:
    return tuple(literal[0] for literal in _literals(command, False) if len(literal) == 1)


@lru_cache(256)
def _wishes(command: CommandWords) -> tuple[tuple[_Element, ...], ...]:
    return tuple(tuple(_element(e) for e in wish.split()) for wish in command.wishes)


@lru_cache(256)
def _needed(command: CommandWords) -> frozenset[str]:
    """Words of which one stands in whatever says the command; empty where the beginning of some word may do."""
    literals = frozenset(literal[0] for literal in _literals(command, True))
    wishes = [_needed_by(wish) for wish in _wishes(command)]
    return literals.union(*wishes) if all(wishes) else frozenset()


def _needed_by(wish: tuple[_Element, ...]) -> frozenset[str]:
    """Words of which one stands in whatever says the wish: those of its first element that needs whole words."""
    element = next((e for e in wish if not e.starts), None)
    return element.whole | element.firsts | {particle for _, particle in element.split} if element else frozenset()


def _element(written: str) -> _Element:
    whole: set[str] = set()
    sequences: list[tuple[str, ...]] = []
    starts: list[str] = []
    split: list[tuple[frozenset[str], str]] = []
    for option in written.split("/"):
        if option == "{mode}":
            sequences += [
                tuple(normal_words(w).split())
                for table in (MODES, OVERVIEWS)
                for mode, said in table.items()
                if mode != "off"
                for w in said
            ]
        elif option.startswith("{"):
            whole.add(option)
        elif "~" in option:
            particle, _, verb = option.partition("~")
            particle, verb = normal_words(particle), normal_words(verb)
            whole |= {particle + verb, f"{particle}zu{verb}"}
            split += [(frozenset(_forms(verb)), spoken) for spoken in (particle, *_DIALECT.get(particle, ()))]
        elif "_" in option:
            sequences.append(tuple(normal_words(option.replace("_", " ")).split()))
        elif option.endswith("*"):
            starts.append(normal_words(option[:-1]))
        else:
            whole.add(normal_words(option))
    return _Element(frozenset(whole), tuple(sequences), frozenset(s[0] for s in sequences), tuple(starts), tuple(split))


def _forms(verb: str) -> Iterator[str]:
    """Present and imperative of a verb: melde, melden, meldet, meld; "meldets" is said in Bavaria and Austria."""
    stem = verb.removesuffix("en") if verb.endswith("en") else verb.removesuffix("n")
    yield from (stem, stem + "e", stem + "en", stem + "et", stem + "t", stem + "ts", verb)
    if stem in _IRREGULAR:
        yield _IRREGULAR[stem]
