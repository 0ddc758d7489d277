"""A small TOML file of the site as one frozen value; a mistake names file, key and what is expected."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError

from mailflow.settings.mistakes import SettingsError, expected

T = TypeVar("T")


def value_from(file: Path, of: type[T], guide: str, **given: Any) -> T:
    """The file's keys as a dataclass `of`, beside what is `given`; `guide` names where the keys are told. Raises SettingsError."""
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as e:
        raise SettingsError(f"{file}: cannot be read as TOML: {e}") from e
    if unknown := sorted(set(values) - {field.name for field in fields(of)}):  # type: ignore[arg-type]  # a dataclass, by contract
        raise SettingsError(f"{file}: there is no setting »{unknown[0]}«; {guide} tells which there are")
    try:
        checked: T = _checker(of).validate_python({**given, **values})  # type: ignore[arg-type]  # every class can be hashed
        return checked
    except ValidationError as e:
        mistake = e.errors()[0]
        key = str(mistake["loc"][0])
        said = "is missing" if mistake["type"].startswith("missing") else expected(get_type_hints(of)[key])
        raise SettingsError(f"{file}: {key}: {said}") from e


@cache  # to build one takes longer than to read the file
def _checker(of: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(of)
