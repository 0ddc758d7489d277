"""Letters out of template files: a sample in a comment, a subject line, a blank line, Markdown with Jinja2.

User text cannot become markup: every value is escaped for Markdown when it is written, and the sandbox keeps an
edited template from reaching anything but the values it was given (faults.md J1, J2).
"""

from __future__ import annotations

import hashlib
import pickle
import re
import tomllib
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailflow import maillog
from mailflow.perform import markdown, words
from mailflow.perform.rendered import MARKS, Rendered, Stencil

K = TypeVar("K")
V = TypeVar("V")

LANGUAGES = ("de", "en")
_MOST_KEPT = 64
_MOST_SITES = 4
_SAMPLE = re.compile(r"\A\{#\n?(.*?)#\}", re.S)
_NUMBERED = re.compile(r"^\d{1,2}\.\s+(.+)$", re.M)
_LITERAL = re.compile(r"\\([!-/:-@\[-`{-~])")


class Markdown(str):
    """Trusted Markdown, which is not escaped again."""


class BrokenTemplateError(Exception):
    """A letter that cannot be written: one sentence with file, line and reason."""


@dataclass(frozen=True)
class Templates:
    """`roots` are searched in order: the site's folder, then the shipped one; a missing language falls back to the other."""

    roots: tuple[Path, ...]
    language: str = "de"
    common: Mapping[str, Any] = field(default_factory=dict)
    timezone: str = "Europe/Berlin"
    instead: Templates | None = None
    """Writes the letters that a mistake in the site's folder keeps from being written."""
    _stencils: dict[tuple[object, ...], Stencil] = field(default_factory=dict, repr=False, compare=False)
    _lines: dict[tuple[object, ...], str] = field(default_factory=dict, repr=False, compare=False)
    _digests: dict[int, tuple[Mapping[str, Any], bytes]] = field(default_factory=dict, repr=False, compare=False)

    def with_common(self, common: Mapping[str, Any]) -> Templates:
        """The same templates with values that every letter may use."""
        return replace(self, common={**self.common, **common}, _lines={}, instead=self.instead and self.instead.with_common(common))

    def forgiving(self) -> Templates:
        """The same templates; where the site's own letter is broken, the shipped one is written."""
        return replace(self, instead=replace(self, roots=self.roots[-1:])) if len(self.roots) > 1 else self

    def names(self) -> list[str]:
        """Every letter; parts in folders that begin with _ are none."""
        found = {
            p.relative_to(root / language).with_suffix("")
            for root in self.roots
            for language in LANGUAGES
            for p in (root / language).rglob("*.md")
        }
        return sorted(str(name) for name in found if not str(name).startswith("_"))

    def sample(self, name: str, language: str | None = None) -> dict[str, Any]:
        """The sample values at the head of a template file."""
        found = _SAMPLE.match(self.source(name, language or self.language))
        return tomllib.loads(found[1]) if found else {}

    def numbered(self, name: str, language: str | None = None) -> tuple[str, ...]:
        """The numbered lines of a part, e.g. the questions of the Interessenbekundung."""
        return tuple(line.strip() for line in _NUMBERED.findall(self.source(name, language or self.language)))

    def letter(self, name: str, context: Mapping[str, Any], language: str | None = None) -> Rendered:
        """Renders one letter; raises BrokenTemplateError where a value is missing and nothing stands in for it."""
        lang = language or self.language
        try:
            return self._written(name, context, lang)
        except TemplateError as e:
            broken = BrokenTemplateError(_told(e, f"{lang}/{name}"))
            if self.instead is None:
                raise broken from e
            maillog.template_broken(str(broken))
            return self.instead.letter(name, context, lang)

    def _written(self, name: str, context: Mapping[str, Any], lang: str) -> Rendered:
        written = self._environment(lang).get_template(f"{name}.md").render({"name": "", **self.common, **context})
        footer = self._environment(lang).get_template("_base/footer.md").render({**self.common, **context})
        subject, _, body = written.lstrip().partition("\n")
        subject = " ".join(_LITERAL.sub(r"\1", subject).split())
        tree = markdown.tree_of(re.sub(r"\n{3,}", "\n\n", f"{body.strip()}\n\n{footer.strip()}\n"))
        return Rendered(subject, markdown.text_of(tree), markdown.html_of(tree, lang, subject, self._base), lang)

    def line(self, name: str, context: Mapping[str, Any]) -> str:
        """A part as one line of plain text in both languages: it stands in a letter of somebody else's, whose readers speak either."""
        found = [self._environment(lang).get_template(f"{name}.md").render({**self.common, **context}) for lang in LANGUAGES]
        return " / ".join(" ".join(_LITERAL.sub(r"\1", text).split()) for text in found)

    def lines(self, name: str, context: Mapping[str, Any], language: str) -> str:
        """A part as lines of plain text."""
        text = self._environment(language).get_template(f"{name}.md").render({**self.common, **context})
        return "\n".join(_LITERAL.sub(r"\1", line).strip() for line in text.splitlines() if line.strip())

    def lines_kept(self, name: str, context: Mapping[str, Any], language: str) -> str:
        """The same from values that can be hashed, made once: posts of a list mostly have the same below."""
        key = (self._environment(language).get_template(f"{name}.md"), *context.items())
        return _kept(self._lines, key, lambda: self.lines(name, context, language))

    def stencil(self, name: str, context: Mapping[str, Any], marked: Iterable[str], language: str | None = None) -> Stencil:
        """A letter to many with marks in the place of the values called `marked`; made once for equal contexts, however many ask."""
        marks = {key: MARKS[key] for key in marked}
        key = (name, language, *marks, self._digest_of(self.common), self._digest_of(context))
        return _kept(self._stencils, key, lambda: Stencil(self.letter(name, {"about": "", **context, **marks}, language)))

    def _digest_of(self, values: Mapping[str, Any]) -> bytes:
        """By which equal values are known; worked out once where the very same are given again, as to readers of one weekly letter."""
        # Kept with its digest, so that no other object gets its id.
        return _kept(self._digests, id(values), lambda: (values, hashlib.sha256(pickle.dumps(values)).digest()))[1]

    def problems(self) -> Iterator[str]:
        """What is wrong with a template, found by rendering each with its own sample."""
        for name in self.names():
            for language in LANGUAGES:
                try:
                    self.with_common(SAMPLE_COMMON).letter(name, self.sample(name, language), language)
                except BrokenTemplateError as e:
                    yield str(e)
                except (tomllib.TOMLDecodeError, ValueError, TypeError) as e:
                    yield f"{language}/{name}: {e}"

    def source(self, name: str, language: str) -> str:
        environment = self._environment(language)
        assert environment.loader is not None
        return environment.loader.get_source(environment, f"{name}.md")[0]

    @property
    def _base(self) -> Path:
        return next(root / "_base" for root in self.roots if (root / "_base" / "layout.html").is_file())

    def _environment(self, language: str) -> Environment:
        return _parsed(self.roots, self.timezone, language)


@lru_cache(2 * _MOST_SITES)
def _parsed(roots: tuple[Path, ...], timezone: str, language: str) -> Environment:
    """Reads the files of a language, each once for all who write from these folders: parsing takes longer than writing."""
    order = (language, *(other for other in LANGUAGES if other != language))
    folders = [root / lang for lang in order for root in roots]
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        # As many as there are: one fewer, and whoever goes through all of them would parse every one anew.
        cache_size=-1,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_escaped,
        autoescape=False,
    )
    zone = ZoneInfo(timezone)
    environment.filters["quote"] = lambda text: Markdown(markdown.quoted(str(text)))
    environment.filters["sentence"] = words.sentence
    environment.filters["phone"] = words.phone
    environment.filters["when"] = lambda value: words.when(value, language, zone)
    environment.filters["day"] = lambda value: words.day(value, language, zone)
    environment.filters["number"] = lambda value: words.number(value, language)
    environment.filters["clock"] = lambda value: words.clock(value, language, zone)
    for article in words.FEMININE:
        environment.filters[article] = partial(words.with_article, article=article)
    environment.globals["button"] = button
    return environment


def _told(e: TemplateError, name: str) -> str:
    """Where the mistake is, as far as jinja2 knows, and what it says."""
    if isinstance(e, TemplateSyntaxError):
        return f"{e.filename or name}, line {e.lineno}: {e.message}"
    frames = [frame for frame in traceback.extract_tb(e.__traceback__) if frame.filename.endswith(".md")]
    return f"{frames[-1].filename}, line {frames[-1].lineno}: {e.message}" if frames else f"{name}: {e.message}"


SAMPLE_COMMON: Mapping[str, Any] = {
    "forum": {
        "name": "Forum Integration in ländlichen Räumen",
        "domain": "forum.example",
        "office_address": "buero@forum.example",
        "help_address": "mailflow@forum.example",
        "applications_address": "anmeldung@forum.example",
        "everyone_address": "forum@forum.example",
    },
    "reply_address": "antwort+beispiel@forum.example",
    "about": "",
}


def _kept(known: dict[K, V], key: K, make: Callable[[], V]) -> V:
    """What is known under the key, made if nothing is. Another thread may empty the dictionary at any moment."""
    found = known.get(key)
    if found is None:
        if len(known) >= _MOST_KEPT:
            known.clear()
        known[key] = found = make()
    return found


def button(label: str, address: str, subject: str, body: str) -> Markdown:
    """A link that opens a new letter with the answer written in it (RFC 6068); pressing Send is left to the person."""
    letter = f"subject={quote(subject)}&body={quote(body.replace(chr(10), chr(13) + chr(10)))}"
    return Markdown(f'[{markdown.escaped(label)}](<mailto:{quote(address, safe="@+")}?{letter}> "{markdown.BUTTON}")')


def _escaped(value: Any) -> Any:
    return value if isinstance(value, Markdown) or not isinstance(value, str) else markdown.escaped(value)
