"""A file of lists/ as a kind of list; a mistake names file, key and what is expected."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

from pydantic import TypeAdapter, ValidationError

from mailflow.decide.rules import RULES
from mailflow.model.lists import ListKind
from mailflow.settings.mistakes import SettingsError, expected


def list_kind_from(file: Path) -> ListKind:
    """The kind that bears the file's name."""
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as e:
        raise SettingsError(f"{file}: cannot be read as TOML: {e}") from e
    if unknown := sorted(set(values) - {field.name for field in fields(ListKind)}):
        raise SettingsError(f"{file}: there is no setting »{unknown[0]}«; lists/README.md tells which there are")
    try:
        kind = TypeAdapter(ListKind).validate_python({"kind": file.stem, **values})
    except ValidationError as e:
        mistake = e.errors()[0]
        key = str(mistake["loc"][0])
        said = "is missing" if mistake["type"].startswith("missing") else expected(get_type_hints(ListKind)[key])
        raise SettingsError(f"{file}: {key}: {said}") from e
    _rules_checked(kind, file)
    return kind


def _rules_checked(kind: ListKind, file: Path) -> None:
    if unknown_rules := [rule for rule in kind.rules if rule not in RULES]:
        raise SettingsError(f"{file}: rules: there is no rule »{unknown_rules[0]}«; there are {', '.join(RULES)}")
    asking = [rule for rule in kind.rules if RULES[rule].asks]
    if late := [rule for rule in kind.rules[kind.rules.index(asking[0]) :] if not RULES[rule].asks] if asking else []:
        raise SettingsError(f"{file}: rules: »{late[0]}« stands behind »{asking[0]}«, whose yes from the author would pass a post by it")
