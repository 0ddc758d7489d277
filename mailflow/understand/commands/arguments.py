"""What an order is about: groups, reasons, questions, dates, modes, names, read from its own sentence."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from mailflow.model.address import normal
from mailflow.model.vocabulary import CommandWords, GroupName, Vocabulary
from mailflow.understand.applications.fields import labelled
from mailflow.understand.applications.institution import guest_kind_of
from mailflow.understand.commands.form import block_in
from mailflow.understand.commands.looking import place_in, without_end, without_since
from mailflow.understand.commands.modes import format_in, mode_in
from mailflow.understand.commands.person import person_in, person_named
from mailflow.understand.commands.small_words import SMALL
from mailflow.understand.commands.topics import topic_in
from mailflow.understand.when.dates import date_in, span_in
from mailflow.understand.when.feasts import NAMES as FEASTS
from mailflow.understand.wording import is_greeting, near, normal_words, says

_PAST_DAY = re.compile(r"\bbis (?:zum |einschl\w* )?\d{1,2}\.\s?\d{1,2}\.(?!\s?\d)", re.I)
""" "Ich bin bis 24.4. im Urlaub", said in May, without its year."""
NEXT_YEAR = timedelta(days=300)
"""An absence is seldom told so long ahead without its year."""
SHORTEST_REASON = 4
"""Letters in front of a command that can say why; "Nein, ablehnen" says nothing."""
_REASON = re.compile(
    r"(?:\bmit (?:dem|der|folgende[rm]|diese[rm]) (?:hinweis|begründung|bemerkung|argument|grund)\b,?\s*(?:dass|daß)?|\b(?:grund|begründung|reason|weil|da|denn|because|wg)\b\.?\s*:?|:|\s[-–—]\s|,(?:\s*(?:da|denn|weil)\b)?)\s*(?P<text>.+)$|\((?P<aside>[^()]+)\)\W*$",
    re.I | re.S,
)
_WITH_VERB_LAST = re.compile(r"(?:weil|da)\s+(?:\S+\s+){3,}\S+", re.I)
"""A clause that reads as a sentence only behind its first word: "weil die Unterschrift noch fehlt"."""
_NAMED_REASON = re.compile(r"\W*(?:grund|begründung|reason)\b", re.I)
_TO_BE_DONE = re.compile(
    r"(?:sie|er)\s(?P<rest>(?!.*\b(?:ihr|sein)\w{0,2}\b).{3,200})\s(?P<modal>soll|sollte|muss|müsse|kann|könne|darf|dürfe)\W*", re.I
)
""" "... mit dem Hinweis, dass sie sich ans Büro wenden soll": what the reader of the reason is to do."""
_YOU = {
    "soll": "sollten",
    "sollte": "sollten",
    "muss": "müssen",
    "müsse": "müssen",
    "kann": "können",
    "könne": "können",
    "darf": "dürfen",
    "dürfe": "dürfen",
}
_CAUSE = re.compile(r"\b(?:wegen|wg\.|aufgrund|mangels|due to|because of)\s(?P<text>[^,.;]{3,120}?)(?=\sab\b|[,.;]|$)", re.I)
"""A reason inside the verb: "lehne ich wegen fehlender Zuständigkeit ab"."""
_ALL = frozenset({"alle", "all", "everyone"})
_ALL_LISTS = re.compile(
    r"\b(?:(?:allen?|sämtlichen?|saemtlichen?|all)\s(?:\w+\s)?(?:listen|verteilern?|gruppen|ags?|arbeitsgruppen|lists|groups|mailinglisten)|everything|überall|ueberall)\b",
    re.I,
)
_SOME_GROUP = re.compile(
    r" (?:ag|arbeitsgruppe) (?!liste|listen|gruenden|schliessen|an|auf|aus|in|raus|rein|(?:weiter|zu|durch)?(?:leiten|geben|gehen|schicken|senden|kommen|stellen|reichen)|verteilen|freigeben|auf(?:nehmen|genommen)|ein(?:tragen|getragen)|aus(?:tragen|getragen)|setzen|streichen|abbestellen|mit(?:machen|arbeiten)|teilnehmen|abmelden|beitreten|verlassen|bitte|und|ist|von|mit|the)[a-z][\w-]+(?= )"
)
"""A group the forum may not have: it is told so."""
_CALLED_A_GROUP = re.compile(
    r"\b(?:Gruppe|Liste|Verteiler|Mailingliste|[Gg]roup|[Ll]ist) (?!(?:AG|Frau|Herrn?|Bitte|Danke|Viele|Please|Thanks?)\b)[A-ZÄÖÜ][\w-]{2,40}"
    r"|(?<!-)\b(?!(?:E-?)?Mail|Mitglieder|Teilnehm|Adress|Telefon|Warte)[A-ZÄÖÜ]\w{2,30}-(?:AG|Arbeitsgruppe|Gruppe|Liste|Verteiler)\b"
    r"|\b(?!(?:The|This|That|These|My|Any|All|Every|Both|Working|Our|Your|Which|Whole|Entire|Mailing|Please)\b)[A-Z][\w-]{2,30} (?i:working group|mailing list|group|list)\b"
)
"""The same where a capital says that it is a name: "die Liste Kultur", "die Kultur-AG", "the Culture working group"."""
_NAMED_GROUP = re.compile(r"\b(?:AG|Arbeitsgruppe)[ -]([\w-]{5,40})", re.I)
_CASE = re.compile(r"\b[A-Z]-\d{4}-\d{4}\b", re.I)
_DATE_PHRASE = re.compile(
    r"(?<= )(?:(?:bis|ab|vom|zum|am|until|till|from|einschl|einschliesslich|inkl|kw|ende|anfang|mitte|nach|dem|den) ){0,4}(?:\d[\d.:/-]*|januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november"
    r"|dezember|january|february|march|may|june|july|october|december|(?:jan|feb|mar|apr|jun|jul|aug|sept?|o[ck]t|nov|de[cz])(?= \d)(?: \d{1,2})?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|einschl|einschliesslich|inkl|inklusive|uhr|kw"
    rf"|(?:ein|eine|zwei|drei|vier|two|three|\d{{1,2}}) (?:tage?n?|wochen?|monate?n?|days?|weeks?)|{'|'.join(normal_words(name) for name in FEASTS)})(?= )"
)
_WEEK = re.compile(r"(?<= )(?:diese|naechste|kommende|uebernaechste)[rn]? (?:woche|monat)(?= )|(?<= )next (?:week|month)(?= )")
_HOLIDAYS = re.compile(
    r"\b(?:Oster|Pfingst|Sommer|Herbst|Weihnachts|Winter|Fasching|Schul)ferien\b|\b(?:school|easter|summer|autumn) holidays\b", re.I
)
"""Days that differ from Land to Land."""
_CONTACT = re.compile(
    r"\b(?:kontakt|ansprech(?:person|partner(?:in)?)|contact)\s+(?:ist|wäre|bleibt|wird|is|will be)\s+(?P<who>[^.\n]{3,80})", re.I
)
_POSTS = re.compile(r"\b(?:beitr[äa]g\w*|posts?)\b", re.I)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


def arguments_of(command: CommandWords, sentence: str, following: list[str], vocabulary: Vocabulary, today: date) -> dict[str, Any]:
    """The arguments found, by name; what was not said is left out."""
    args: dict[str, Any] = {}
    for name in command.takes:
        args |= _argument(name, command, sentence, following, vocabulary, today)
    return args


def _argument(name: str, command: CommandWords, sentence: str, following: list[str], vocabulary: Vocabulary, today: date) -> dict[str, Any]:
    match name:
        case "group":
            slug = group_in(sentence, vocabulary)
            return {"group": slug} if slug else _unknown_group(command, sentence)
        case "address":
            found = addresses_in(sentence, vocabulary)
            return {"address": found[0]} if found else {}
        case "reason":
            reason = _reason_in(command, sentence)
            return {"reason": reason} if reason else {}
        case "text":
            asked = re.sub(r"^\s*(?:an|bei|to)\b[^:?]{2,60}:", "", _after_word(command, sentence))
            text = "\n".join([asked.lstrip(" :,.-–"), *following]).strip()
            return {"text": text} if text else {}
        case "mode":
            mode = mode_in(sentence)
            return {"mode": mode} if mode else {}
        case "format":
            format = format_in(sentence)
            return {"format": format} if format else {}
        case "from" | "until":
            return _dates(name, command, sentence, today)
        case "mentor":
            mentor, place = person_named("\n".join([sentence, *following]))
            return {"mentor": mentor, "mentor_place": place} if mentor else {}
        case "posts":
            return {"posts": True} if _POSTS.search(_after_word(command, sentence) or sentence) else {}
        case "groups":
            return {"groups": groups_in("\n".join([_after_word(command, sentence), *following]), vocabulary)}
        case "fields":
            said = labelled("\n".join([_after_word(command, sentence).lstrip(" ,:"), *following]))
            said |= _contact_in("\n".join([sentence, *following])) if "contact_name" not in said else {}
            return {"fields": said | ({"guest_kind": guest_kind_of(name)} if (name := said.get("organisation", "")) else {})}
        case "day":
            day = date_in(_ADDRESS.sub(" ", sentence), today)
            return {"day": day.isoformat()} if day else {}
        case "person":
            name, place = person_in(re.sub(r"^\s*(?:ist|wird|heißt|is)\b", "", _after_word(command, sentence).lstrip(" :")))
            return {"person": name, "place": place} if name else {}
        case "name":
            return {"name": _after_word(command, sentence).strip(" :„“\"'.")}
        case "wish":
            return topic_in(_after_word(command, sentence))
        case "limits":
            return _limits(_after_word(command, sentence).strip(" :"), vocabulary, today)
        case "topic":
            block, _ = block_in(following)
            topic = block.get("thema") or block.get("text", "")
            return {"topic": topic} if topic else {}
    return {}


def _contact_in(text: str) -> dict[str, str]:
    """ "Kontakt ist Mara Lindtner" beside the labelled lines of a form."""
    found = _CONTACT.search(text)
    name, _ = person_in(found["who"]) if found else ("", "")
    return {"contact_name": name} if name else {}


def _limits(said: str, vocabulary: Vocabulary, today: date) -> dict[str, Any]:
    """What is looked for without what limits the search, and the limits."""
    said, since = without_since(said, today)
    said, before = without_end(said, today)
    rest, where = place_in(said)
    within = group_in(where, vocabulary) if where else ""
    found: dict[str, Any] = {"name": rest if within else said}
    limits = {"since": since and since.isoformat(), "before": before and before.isoformat(), "within": within}
    return found | {name: limit for name, limit in limits.items() if limit}


def _reason_in(command: CommandWords, sentence: str) -> str:
    """What stands behind the command's word and a mark, else behind a word like "Grund", else the clause in front of the command."""
    said = _after_word(command, sentence)
    if found := _REASON.search(said or sentence):
        text = (found["text"] or found["aside"]).strip(" .")
        if re.match(r"(?:please|bitte)\b", text, re.I) and not _NAMED_REASON.match(found[0]):
            return ""
        if said or not _is_the_command(command, text):
            why = _WITH_VERB_LAST.match(found[0].lstrip(" ,"))
            text = _of_the_reader(text)
            return why[0].strip(" .") if why else re.sub(r"^(?:grund|begründung|reason)\b\s*:?\s*", "", text, flags=re.I)
    if cause := _CAUSE.search(sentence):
        return cause["text"].strip()
    before = re.match(r"^\W*(?:(?:nein|no|ja|yes)\b)?\W*(?P<text>.{4,300}?)[,;.:–-]\s+(?:\S+\s+){0,4}\S+$", sentence.strip(" .!"), re.S)
    told = before["text"].strip() if before else ""
    told = "" if re.search(r"\b(?:Dr|Hr|Fr|Prof|bzgl|betr|zu)$", told) else told
    return "" if is_greeting(told) or _is_the_command(command, told) or len(told) < SHORTEST_REASON else told


def _of_the_reader(reason: str) -> str:
    """Said to whom it was said of: they read it."""
    found = _TO_BE_DONE.fullmatch(reason)
    return f"Sie {_YOU[found['modal'].casefold()]} {found['rest']}" if found else reason


def _is_the_command(command: CommandWords, text: str) -> bool:
    words = normal_words(text)
    return not words or any(says(words, w) for w in (*command.words, *command.phrases))


def _dates(name: str, command: CommandWords, sentence: str, today: date) -> dict[str, Any]:
    if command.name == "defer":
        until = date_in(sentence, today)
        return {"until": until.isoformat()} if until and name == "until" else {}
    start, end = span_in(sentence, today)
    if end and not start and end - today > NEXT_YEAR and _PAST_DAY.search(sentence):
        end = None  # a slip, or a day of next year: only its writer knows
    value = start if name == "from" else end
    holidays = _HOLIDAYS.search(sentence) if name == "until" and not end else None
    return {name: value.isoformat() if value else None} | ({"holidays": holidays[0]} if holidays else {})


def addresses_in(sentence: str, vocabulary: Vocabulary) -> list[str]:
    """The addresses a sentence names, without those of the forum."""
    return [a for a in map(normal, _ADDRESS.findall(sentence)) if a and not vocabulary.addresses.is_ours(a)]


def groups_in(sentence: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The slugs of the groups a sentence names, ("*",) for all lists. A bare topic counts only where no group is named in full."""
    if _ALL_LISTS.search(sentence):
        return ("*",)
    words = normal_words(sentence.replace("@", " @"))
    full, bare = _group_names(vocabulary.groups)
    return _slugs(_in_full(words, full, bare), full) or _slugs(words, bare) or _nearly_named(sentence, bare)


def _in_full(words: str, full: tuple[tuple[str, str], ...], bare: tuple[tuple[str, str], ...]) -> str:
    """Each topic that goes on a list of groups, as a group: "AG Wohnen und Ehrenamt" names two."""
    names = dict(full)
    if not _slugs(words, full):
        return words
    for topic, _ in bare:
        if (group := f"ag {topic}") in names:
            words = re.sub(rf"(?<=\w)(?P<before> (?:und|sowie|and) (?:der |die )?){re.escape(topic)}(?= |$)", rf"\g<before>{group}", words)
    return words


def _nearly_named(sentence: str, bare: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The one group whose topic has a typing error behind "AG"; () where it may be another."""
    said = [normal_words(found[1]) for found in _NAMED_GROUP.finditer(sentence)]
    meant = {slug for word in said for topic, slug in bare if near(word, topic)}
    return tuple(meant) if len(meant) == 1 else ()


def group_in(sentence: str, vocabulary: Vocabulary) -> str:
    """The slug of the group a sentence names first, "*" for all lists, "" for none."""
    return next(iter(groups_in(sentence, vocabulary)), "")


def with_groups_marked(text: str) -> str:
    """The text with one word for each group that a capital names, while there are capitals; `words_of` knows it."""
    return _CALLED_A_GROUP.sub(" xxgroup ", text)


def words_of(text: str, vocabulary: Vocabulary, today: date) -> tuple[str, ...]:
    """Normalised words in which what the program recognises is one word: {case} {group} {address} {date} {week}; {span} at the end if days are named."""
    ours = {group.address for group in vocabulary.groups}
    text = _ADDRESS.sub(lambda m: m[0].replace("@", " @") if m[0].lower() in ours else " xxaddress ", text)
    text = _CASE.sub(" xxcase ", (text.replace("{", " ").replace("}", " ")))
    words = f" {normal_words(text)} "
    for names in _group_names(vocabulary.groups):
        for name, _ in () if _first_words(names).isdisjoint(words.split()) else names:
            words = words.replace(f" {name} ", " {group} ")
    words = _SOME_GROUP.sub(" {group} ", words)
    words = _WEEK.sub(" {week} ", words)
    found = [_entity(w) for w in _DATE_PHRASE.sub(" {date} ", words).split()]
    if _ALL_LISTS.search(text):
        found.append("{group}")
    if any(span_in(text, today)) or _HOLIDAYS.search(text):
        found.append("{span}")
    return tuple(found)


def _entity(word: str) -> str:
    return {"xxcase": "{case}", "xxaddress": "{address}", "xxgroup": "{group}"}.get(word, word)


def _slugs(words: str, names: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Groups in the order named; a longer name hides a shorter one inside it."""
    if _first_words(names).isdisjoint(words.split()):
        return ()
    places: dict[str, int] = {}
    rest = f" {words} "
    for name, slug in names:
        at = rest.find(f" {name} ")
        if at >= 0:
            places.setdefault(slug, at)
            rest = rest.replace(f" {name} ", " " + "#" * len(name) + " ")
    return tuple(sorted(places, key=lambda slug: places[slug]))


@lru_cache(8)
def _group_names(groups: tuple[GroupName, ...]) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """(normalised name, slug), the longest first: names that say "group", and bare topics."""
    full: dict[str, str] = {}
    bare: dict[str, str] = {}
    for group in groups:
        for name in (group.name, group.address.partition("@")[0], group.address, *group.aliases, group.slug):
            said = normal_words(name.replace("@", " @"))
            topic = said.removeprefix("ag ").removeprefix("ag-").removesuffix(" group").removesuffix(" working")
            if not topic or topic in _ALL:
                continue
            if said != topic or re.search(r"group|gruppe|netzwerk|forum|network", said):
                full.setdefault(said, group.slug)
            else:
                bare.setdefault(said, group.slug)
            full |= {f"{topic}-{kind}": full.get(f"{topic}-{kind}", group.slug) for kind in ("liste", "verteiler")}
            if topic != said or group.address.startswith("ag-"):
                full |= {
                    f"{kind} {topic}": full.get(f"{kind} {topic}", group.slug)
                    for kind in ("ag", "arbeitsgruppe", "gruppe", "liste", "verteiler")
                }
                full |= {f"{topic} {kind}": full.get(f"{topic} {kind}", group.slug) for kind in ("group", "working group", "list")}
                joined = (topic, f"{topic}s", topic.removesuffix("e"))
                full |= {
                    f"{first}-{kind}": group.slug
                    for first in joined
                    for kind in ("ag", "gruppe", "liste", "verteiler", "beitraege", "mails", "nachrichten")
                }
                full |= {f"{first}{kind}": group.slug for first in joined for kind in ("gruppe", "liste", "verteiler")}
                bare.setdefault(topic, group.slug)
    return tuple(sorted(full.items(), key=_longest)), tuple(sorted(bare.items(), key=_longest))


@lru_cache(8)
def _first_words(names: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """With which one of the names has to begin: most sentences have none of them, and need not be searched for each."""
    return frozenset(name.split()[0] for name, _ in names)


def _longest(named: tuple[str, str]) -> int:
    return -len(named[0])


def _unknown_group(command: CommandWords, sentence: str) -> dict[str, Any]:
    """A group that does not exist is kept as said, so that the answer can name it."""
    if command.name not in {"subscribe", "unsubscribe", "list_members"}:
        return {}
    said = _CALLED_A_GROUP.search(sentence) or re.search(
        r"\b(?:AG|ag|Arbeitsgruppe)\s+(?!(?:auf|in|an|aus|ein|setzen|bitte)\b)[\w-]{2,40}|\b(?!(?:the|mailing|your|this|that|my|any|all|every|working|our|which|whole|entire)\b)[a-z]{4,30}\s(?:working )?(?:group|list)\b",
        sentence,
    )
    rest = _after_word(command, sentence).strip(" .:!?,")
    named = said[0] if said else rest if rest and len(rest.split()) <= 3 and not SMALL.issuperset(normal_words(rest).split()) else ""
    return {"group": named} if named else {}


def _after_word(command: CommandWords, sentence: str) -> str:
    """What follows the command's own word; "" where it is said in other words."""
    for word in sorted((*command.words, *command.phrases), key=len, reverse=True):
        pattern = r"[\s_-]{1,3}".join(_spelt(part) for part in word.split())
        if found := re.search(rf"(?<!\w){pattern}(?!\w)", sentence, re.I):
            return re.sub(r"^\s*[A-Z]-\d{4}-\d{4}", "", sentence[found.end() :])
    return ""


def _spelt(word: str) -> str:
    """A pattern for a word with or without umlauts."""
    pattern = re.escape(word.lower())
    for umlaut, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        pattern = pattern.replace(umlaut, f"(?:{umlaut}|{spelt})")
    return pattern
