"""A file of lists/ as a kind of list; a mistake names file, key and what is expected."""

from __future__ import annotations

from pathlib import Path

from mailflow.decide.rules import RULES
from mailflow.model.lists import ListKind
from mailflow.settings.mistakes import SettingsError
from mailflow.settings.toml_file import value_from


def list_kind_from(file: Path) -> ListKind:
    """The kind that bears the file's name."""
    kind = value_from(file, ListKind, "lists/README.md", kind=file.stem)
    _rules_checked(kind, file)
    return kind


def _rules_checked(kind: ListKind, file: Path) -> None:
    if unknown_rules := [rule for rule in kind.rules if rule not in RULES]:
        raise SettingsError(f"{file}: rules: there is no rule »{unknown_rules[0]}«; there are {', '.join(RULES)}")
    asking = [rule for rule in kind.rules if RULES[rule].asks]
    if late := [rule for rule in kind.rules[kind.rules.index(asking[0]) :] if not RULES[rule].asks] if asking else []:
        raise SettingsError(f"{file}: rules: »{late[0]}« stands behind »{asking[0]}«, whose yes from the author would pass a post by it")
