"""The register of districts: which one a text names. A name that fits several, or a town as well, is asked back, never guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mailflow.model.vocabulary import County

_SPELT = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
_KREIS = (
    "landkreis",
    "landkreises",
    "lk",
    "lkr",
    "kreis",
    "kreises",
    "landratsamt",
    "landratsamtes",
    "landratsamts",
    "lra",
    "kreisverwaltung",
    "kreisausschuss",
    "region",
    "staedteregion",
    "regionalverband",
)
_CITY = ("stadt", "stadtverwaltung", "landeshauptstadt", "hansestadt", "stadtkreis", "universitaetsstadt")
_FILL = {"der", "die", "das", "des", "dem", "den", "vom", "von", "im", "am", "beim", "kreisfreie", "kreisfreien"}
_BESIDE = {"a", "d", "an", "der", "am", "i", "im", "in", "o"}
"""Words between a town and its river, spelt out, shortened or left away: "Neustadt a.d. Aisch", "Pfaffenhofen/Ilm"."""
LONGEST = 6
MOST_PLACES = 20
MOST_CHOICES = 3
SHORTEST_PART = 5
"""Letters of a word that is suggested as a part of a longer name."""
SHORTEST_MISSPELT = 6
"""Letters below which one error makes too many names alike."""
_WORD = re.compile(r"[\wäöüßÄÖÜ]+")


@dataclass(frozen=True, slots=True)
class Found:
    """`county` where it is clear; else the `candidates` to choose from; both empty where nothing is named."""

    county: County | None = None
    candidates: tuple[County, ...] = ()


def county_named(text: str, counties: tuple[County, ...], *, labelled: bool = False) -> Found:
    """The district a text names. `labelled`: the text is the value of a field "Landkreis", so a bare name means a district."""
    index, names = _index(counties, inflected=True), _index(counties)
    words = _words(text)[:3000]
    bare: Found | None = None
    at = 0
    while at < len(words):
        length, fitting = _longest(words, at, index)
        if not length:
            at += 1
            continue
        if around := _nearly_around(words, at, length, names):
            return Found(candidates=(*around, *(c for c in fitting if c not in around)))
        kind = _kind_before(words, at) or _kind_in(words[at : at + length])
        if not kind and labelled:  # "Landkreis: Rosenheim (Stadt)"
            kind = _kind_in(words[at + length :][:1] or [""])
        found = _judged(fitting, kind, labelled or _is_own_word(words[at : at + length]))
        if found.county:
            return found
        bare = bare or found
        at += length
    if bare is None:
        return Found(candidates=_nearly_named(words, names, labelled) or _partly_named(words, names, labelled))
    if labelled or _is_short(words):
        return bare
    return Found(candidates=bare.candidates if len(bare.candidates) > 1 else ())


def _nearly_named(words: list[str], index: dict[str, tuple[County, ...]], labelled: bool) -> tuple[County, ...]:
    """Districts whose name has one typing error here: never taken, only asked about."""
    from rapidfuzz import process  # few letters name a district; not every reading child carries it
    from rapidfuzz.distance import OSA

    places = [at for at in range(len(words)) if labelled or (at and words[at - 1] in _KREIS)]
    for at in places[:MOST_PLACES]:
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            said = " ".join(words[at : at + length])
            if len(said) >= SHORTEST_MISSPELT and (near := process.extractOne(said, index.keys(), scorer=OSA.distance, score_cutoff=1)):
                return index[near[0]]
    return ()


def _nearly_around(words: list[str], at: int, length: int, index: dict[str, tuple[County, ...]]) -> tuple[County, ...]:
    """Districts whose longer name, with one typing error, holds the name found here: "Schlewig-Flensburg" is not Flensburg."""
    from rapidfuzz import process  # as above
    from rapidfuzz.distance import OSA

    for start in range(max(0, at + length - LONGEST), at + 1):
        for end in range(min(start + LONGEST, len(words)), at + length - 1, -1):
            said = " ".join(words[start:end])
            if end - start == length or words[start] in _KREIS or len(said) < SHORTEST_MISSPELT:
                continue
            near = process.extractOne(said, index.keys(), scorer=OSA.distance, score_cutoff=1)
            if near and len(near[0].split()) > length and near[0].split()[0] not in _KREIS:
                return index[near[0]]
    return ()


def _partly_named(words: list[str], index: dict[str, tuple[County, ...]], labelled: bool) -> tuple[County, ...]:
    """Districts of whose name this is a part: "Landkreis Garmisch", "Kreis Lauenburg", "Eifelkreis"."""
    said = [
        w
        for i, w in enumerate(words)
        if (labelled or (i and words[i - 1] in _KREIS)) and len(w) >= SHORTEST_PART and w not in (*_KREIS, *_CITY)
    ]
    for word in said[:MOST_PLACES]:
        fitting = {c.name: c for form, found in index.items() if word in form.split() for c in found if not c.is_city}
        if 0 < len(fitting) <= MOST_CHOICES:
            return tuple(fitting.values())
    return ()


def _judged(fitting: tuple[County, ...], kind: str, is_one: bool) -> Found:
    """`is_one`: what was said can only be a district, without another word for it."""
    districts = tuple(c for c in fitting if not c.is_city)
    cities = tuple(c for c in fitting if c.is_city)
    if kind == "city":
        return Found(cities[0]) if len(cities) == 1 else Found(candidates=cities)
    if kind == "kreis":
        return Found(districts[0]) if len(districts) == 1 else Found(candidates=districts)
    if districts and cities:
        return Found(candidates=(*districts, *cities))
    if len(fitting) == 1 and is_one:
        return Found(fitting[0])
    return Found(candidates=fitting)


def _is_own_word(said: list[str]) -> bool:
    """Vogelsbergkreis, Rhein-Lahn-Kreis: a name that no town has, and no landscape."""
    return any("kreis" in word for word in said) and said[0] not in _KREIS


def _is_short(words: list[str]) -> bool:
    return len(words) <= 12


def _longest(words: list[str], at: int, index: dict[str, tuple[County, ...]]) -> tuple[int, tuple[County, ...]]:
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        said = words[at : at + length]
        fitting = index.get(" ".join(said))
        if not fitting and not _BESIDE.isdisjoint(said[1:-1]) and _BESIDE.isdisjoint({said[0], said[-1]}):
            fitting = index.get(" ".join(w for w in said if w not in _BESIDE))
        if fitting:
            return length, fitting
    return 0, ()


def _kind_before(words: list[str], at: int) -> str:
    for word in reversed(words[max(0, at - 3) : at]):
        if word in _KREIS:
            return "kreis"
        if word in _CITY:
            return "city"
        if word not in _FILL:
            return ""
    return ""


def _kind_in(words: list[str]) -> str:
    if words[0] in _KREIS or words[-1] == "landkreis":
        return "kreis"
    return "city" if words[0] in _CITY or words[-1] in _CITY else ""


def spelt_in(domain: str, name: str) -> bool:
    """Whether a mail domain has all words of a district's name: landkreis-saaletal.example those of Saaletal, not of Saaletal-Nord."""
    said, core = _words(domain.replace("-", " ")), [w for w in _words(name) if w not in _KREIS]
    return bool(core) and (set(core) <= set(said) or "".join(core) in said)


def _words(text: str) -> list[str]:
    plain = text.casefold()
    for a, b in _SPELT:
        plain = plain.replace(a, b)
    return ["st" if word == "sankt" else word for word in _WORD.findall(plain)]


@lru_cache(maxsize=8)
def _index(counties: tuple[County, ...], *, inflected: bool = False) -> dict[str, tuple[County, ...]]:
    """Every way to write a name, as normalised words, to the counties that bear it."""
    index: defaultdict[str, dict[str, County]] = defaultdict(dict)
    for county in counties:
        for form in (*_forms(county), *(_inflected(county) if inflected else ())):
            index[form].setdefault(county.name, county)
    return {form: tuple(found.values()) for form, found in index.items()}


def _forms(county: County) -> Iterator[str]:
    for name in (county.name, county.short, *county.aliases):
        words = _words(name)
        if not words:
            continue
        yield " ".join(words)
        core = [w for w in words if w not in (*_KREIS, *_CITY, "kreisfreie")]
        if core and core != words and not (len(core) == 1 and len(core[0]) < 3):
            yield " ".join(core)
        if len(words) > 1 and words[-1] == "kreis":
            yield from ("".join(words), "".join(words[:-1]) + " kreis")
        if len(core) > 1:
            yield "".join(core)
            yield " ".join(w for w in core if w not in _BESIDE)
            yield " ".join(core[: next((i for i, w in enumerate(core) if w in _BESIDE), len(core))])
        if len(words) == 1 and words[0].endswith("kreis") and len(words[0]) > 7:
            yield words[0] + "es"
            yield from _landscapes(words[0].removesuffix("kreis"))


def _landscapes(stem: str) -> Iterator[str]:
    """What a district of one word is named after: Vogelsberg, Erzgebirge; not what lies in many, as a heath does."""
    if len(stem) < SHORTEST_MISSPELT:
        return
    yield stem
    if stem.endswith("s"):
        yield from (stem.removesuffix("s"), stem.removesuffix("s") + "e")


def _inflected(county: County) -> Iterator[str]:
    """ "im Märkischen Kreis", "der Oldenburger Landkreis", "der Höxteraner Kreis": said of districts, and near to other names."""
    if county.is_city:
        return
    words = _words(county.name)
    core = [w for w in words if w not in _KREIS]
    if words[-1] == "kreis" and words[-2:-1] and words[-2].endswith("er"):
        yield " ".join([*words[:-2], words[-2].removesuffix("er") + "en", "kreis"])
        yield " ".join([*words[:-2], words[-2].removesuffix("er") + "en", "kreises"])
    elif len(core) == 1 and words[-1] != "kreis" and not core[0].endswith("kreis"):
        stem = re.sub(r"(?:en|e)$", "", core[0])
        adjectives = dict.fromkeys((f"{core[0]}er", f"{stem}er", f"{core[0]}aner"))
        yield from (f"{adjective} {kind}" for adjective in adjectives for kind in ("kreis", "landkreis"))
