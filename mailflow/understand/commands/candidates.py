"""Which commands words may say, in the light of what their letter answers: those it was offered, else all others.

Said unasked, a decision needs its matter, and a command's own word must not have come up by chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mailflow.model.letter import Letter
from mailflow.model.vocabulary import CommandWords, Vocabulary
from mailflow.understand.commands.arguments import with_groups_marked, words_of
from mailflow.understand.commands.sayings import Saying, misspelt_in, sayings_in, unjumbled
from mailflow.understand.commands.small_words import CONSENTING
from mailflow.understand.commands.stretches import Stretch
from mailflow.understand.wording import without_courtesies

DECISIONS = ("approve", "reject", "defer", "release", "discard")
DESK = "desk"
"""What an answer to a numbered list is about."""
HARMLESS = {"help", "list_groups", "list_members", "status", "open", "access", "privacy"}
"""Harmless to run, so a question may ask for them."""
SHORTEST_SENTENCE = 4
"""Words up to which one with a typing error may stand beside unknown ones."""
_ARTICLES = {"der", "die", "das", "dem", "den", "dieses", "diese", "dieser", "unser", "unsere", "ein", "eine", "the", "this", "a"}
_IS = {"ist", "war", "sind", "waren", "kommt", "liegt", "passt", "sieht", "geht", "fehlt", "is", "was"}
LONGEST_CALL = 3
"""Words beside which "Liste" or "Hilfe" said to a list still calls the program."""


@dataclass(frozen=True, slots=True)
class Context:
    letter: Letter
    vocabulary: Vocabulary
    today: date
    offered: tuple[str, ...]
    case: str
    group: str
    names: frozenset[str] = field(default_factory=frozenset)
    """Words of the sender's name and of the matter's title: they mean nothing beyond."""

    def words(self, text: str) -> tuple[str, ...]:
        found = words_of(without_courtesies(with_groups_marked(text)), self.vocabulary, self.today)
        return tuple("{name}" if w in self.names else w for w in found)

    def commands(self, *, offered: bool) -> tuple[CommandWords, ...]:
        return tuple(c for c in self.vocabulary.commands if (c.name in self.offered) == offered)


def candidates(words: tuple[str, ...], stretch: Stretch, context: Context) -> list[Saying]:
    """What the offered commands say, else all others; a decision only where it is known about what."""
    offered = sayings_in(words, context.commands(offered=True), phrases=True)
    if offered:
        return offered
    about = bool(stretch.refs or context.case)
    others = _unasked(words, context, about)
    fitting = [s for s in others if s.official or ((about or not s.command.strict) and not context.offered)]
    fitting = [s for s in fitting if not _by_chance(s, words, context, about)]
    if stretch.refs:
        fitting = [s for s in fitting if "case" in s.command.takes]
    if fitting:
        return fitting
    if (mended := unjumbled(words, context.vocabulary.commands)) != words:
        return candidates(mended, stretch, context)
    meant = misspelt_in(words, context.commands(offered=True) or context.vocabulary.commands)
    return meant if len(meant) == 1 and (len(words) <= SHORTEST_SENTENCE or not meant[0].unexplained) else []


def _unasked(words: tuple[str, ...], context: Context, about: bool) -> list[Saying]:
    """What other commands say; without a matter a decision only in its own words, which hides nothing that is said in full."""
    others = context.commands(offered=False)
    if about and not context.offered:
        decisions = tuple(c for c in others if c.name in DECISIONS)
        rest = tuple(c for c in others if c.name not in DECISIONS)
        said = [s for s in sayings_in(words, decisions, phrases=True) if not CONSENTING.issuperset(s.said)]
        return sorted([*said, *sayings_in(words, rest, phrases=False)], key=Saying.rank)
    if about or context.offered:
        return sayings_in(words, others, phrases=False)
    own = tuple(c for c in context.vocabulary.commands if not c.strict)
    decisions = tuple(c for c in context.vocabulary.commands if c.strict)
    official = [s for s in sayings_in(words, decisions, phrases=False) if s.official]
    return sorted([*sayings_in(words, own, phrases=False), *official], key=Saying.rank)


def _by_chance(saying: Saying, words: tuple[str, ...], context: Context, about: bool) -> bool:
    """A command's word in the talk of a list, in the middle of a sentence, or one that needs a group and names none ("wer hat Erfahrung")."""
    if saying.official and saying.command.name in HARMLESS:
        if context.group and len(words) > LONGEST_CALL:
            return True
        if not saying.leads and "mich" in words:  # "Bitte nehmen Sie mich in den Verteiler auf" asks for no list
            return True
    if saying.official and _is_a_noun(saying, words):
        return True
    if not saying.official or not saying.unexplained or (saying.command.strict and about):
        return False
    needs_group = "group" in saying.command.takes and "mode" not in saying.command.takes
    return not saying.leads or (needs_group and "{group}" not in words)


def _is_a_noun(saying: Saying, words: tuple[str, ...]) -> bool:
    """ "Das Thema macht bei uns die IT": the word of a command that would take the rest as its own, with an article, and nobody asks for it."""
    if not {"name", "case", "limits"} & set(saying.command.takes):
        return False
    at = words.index(saying.said[0]) if saying.said[0] in words else 0
    told = (at > 0 and words[at - 1] in _ARTICLES) or bool({*words[at + 1 : at + 2]} & _IS)
    return told and not {"bitte", "please"} & set(words)


def only_agrees(words: tuple[str, ...], context: Context) -> bool:
    """ "passt so" without a question it could answer."""
    strict = tuple(c for c in context.vocabulary.commands if c.strict)
    if context.offered or len(words) > 4 or any(w.startswith("{") for w in words):
        return False
    return any(not s.unexplained for s in sayings_in(words, strict, phrases=True))


def says_command(text: str, context: Context) -> bool:
    return bool(sayings_in(context.words(text), context.vocabulary.commands, phrases=False))
