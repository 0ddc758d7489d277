"""What an order is about: groups, reasons, questions, dates, modes, names, read from its own sentence."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from mailflow.model.address import normal
from mailflow.model.vocabulary import CommandWords, Vocabulary
from mailflow.understand.dates import date_in, span_in
from mailflow.understand.form import block_in
from mailflow.understand.person import person_named
from mailflow.understand.wording import normal_words, says

MODES = {
    "daily": ("täglich", "daily", "jeden tag", "tagesüberblick", "every day"),
    "weekly": ("wöchentlich", "weekly", "woche", "wochenüberblick", "freitags", "gesammelt", "week"),
    "off": ("aus", "keine", "keinen", "nie", "off", "none", "nicht mehr", "abstellen", "stop", "ausschalten"),
    "single": ("einzeln", "sofort", "single", "each", "individual", "alle einzeln"),
}
_REASON = re.compile(r"(?:\b(?:grund|begründung|reason|weil|da|denn|because)\b\s*:?|:|\s[-–—]\s|,)\s*(?P<text>.+)$", re.I | re.S)
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
            found = next((a for a in map(normal, _ADDRESS.findall(sentence)) if not vocabulary.addresses.is_ours(a)), "")
            return {"address": found} if found else {}
        case "reason":
            reason = _REASON.search(_after_word(command, sentence))
            return {"reason": reason["text"].strip(" .")} if reason else {}
        case "text":
            text = "\n".join([_after_word(command, sentence).lstrip(" :,.-–"), *following]).strip()
            return {"text": text} if text else {}
        case "mode":
            mode = mode_in(sentence)
            return {"mode": mode} if mode else {}
        case "from" | "until":
            return _dates(name, command, sentence, today)
        case "mentor":
            mentor, place = person_named("\n".join([sentence, *following]))
            return {"mentor": mentor, "mentor_place": place} if mentor else {}
        case "name":
            return {"name": _after_word(command, sentence).strip(" :„“\"'.")}
        case "topic":
            block, _ = block_in(following)
            topic = block.get("thema") or block.get("text", "")
            return {"topic": topic} if topic else {}
    return {}


def _dates(name: str, command: CommandWords, sentence: str, today: date) -> dict[str, Any]:
    if command.name == "defer":
        until = date_in(sentence, today)
        return {"until": until.isoformat()} if until and name == "until" else {}
    start, end = span_in(sentence, today)
    value = start if name == "from" else end
    return {name: value.isoformat() if value else None}


def group_in(sentence: str, vocabulary: Vocabulary) -> str:
    """The slug of the group a sentence names, "*" for all lists, "" for none."""
    words = normal_words(sentence.replace("@", " @"))
    names: list[tuple[int, str]] = []
    for group in vocabulary.groups:
        for name in {group.slug, group.name, group.address.partition("@")[0], *group.aliases}:
            if says(words, name) or says(words, f"ag {name}"):
                names.append((len(name), group.slug))
    if names:
        return max(names)[1]
    return (
        "*"
        if re.search(
            r"\b(?:allen|alle|sämtlichen?|all) (?:\w+ )?(?:listen|verteilern?|gruppen|lists|groups|mailinglisten)\b", sentence, re.I
        )
        else ""
    )


def _unknown_group(command: CommandWords, sentence: str) -> dict[str, Any]:
    """A group that does not exist is kept as said, so that the answer can name it."""
    if command.name not in {"subscribe", "unsubscribe", "list_members"}:
        return {}
    said = re.search(r"\b(?:AG|Gruppe|Liste|group|list)\s+([\w-]{2,40})", sentence)
    rest = _after_word(command, sentence).strip(" .:!,")
    named = said[0] if said else rest if rest and len(rest.split()) <= 3 and normal_words(rest) not in _EMPTY else ""
    return {"group": named} if named else {}


_EMPTY = {"bitte", "mich", "danke", "please", "me", "vielen dank", "mich bitte", "bitte mich"}


def mode_in(sentence: str) -> str:
    words = normal_words(sentence)
    return next((mode for mode, said in MODES.items() if any(says(words, w) for w in said)), "")


def _after_word(command: CommandWords, sentence: str) -> str:
    """What follows the command's own word."""
    best = ""
    for word in sorted((*command.words, *command.phrases), key=len, reverse=True):
        pattern = r"[\s_-]{1,3}".join(re.escape(part) for part in word.split())
        found = re.search(rf"(?<!\w){pattern}(?!\w)", sentence, re.I)
        if found:
            best = sentence[found.end() :]
            break
    return re.sub(r"^\s*[A-Z]-\d{4}-\d{4}", "", best)
