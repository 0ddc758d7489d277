"""Kinds of files that county gateways block together with their letter; which ones is said in the list's file."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict


def verdict_on(posting: Posting) -> Verdict | None:
    forbidden = tuple(f".{ending.lower()}" for ending in posting.kind.forbidden_files)
    names = [attachment.name for attachment in posting.letter.attachments if attachment.name.lower().endswith(forbidden)]
    return Verdict("refuse", "forbidden_file", {"files": names}) if forbidden and names else None


RULE = Rule("forbidden_files", verdict_on, reasons=("forbidden_file",))
