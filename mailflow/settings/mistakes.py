"""A mistake in the settings as one sentence: where it stands, what is expected, an example, what was found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from mailflow.settings.sections import Settings

PREFIX = "MAILFLOW__"

_NAMES: Mapping[Any, str] = {int: "a whole number", float: "a number", bool: "true or false", str: "text in quotes"}


class SettingsError(Exception):
    """One line for the person who runs the program; the command line exits with status 2."""


def told(e: ValidationError, file: Path | None, text: str, environment: Mapping[str, str]) -> str:
    """The first mistake, with the place where it was written: the environment wins over the file."""
    mistake = e.errors()[0]
    # Within a list the whole list is named: its parts have no names.
    path = [part for part in takewhile(lambda part: isinstance(part, str), mistake["loc"]) if isinstance(part, str)]
    return placed(path, _sentence(mistake, path), file, text, environment)


def placed(path: list[str], sentence: str, file: Path | None, text: str, environment: Mapping[str, str]) -> str:
    """The sentence behind the place where the setting was written."""
    variable = PREFIX + "__".join(path).upper()
    if variable in environment:
        where = variable
    else:
        where = f"{file}{_line(text, path)}" if file else "the environment"
    return ": ".join(filter(None, (where, ".".join(path), sentence)))


def _sentence(mistake: ErrorDetails, path: list[str]) -> str:
    found = mistake["input"]
    if mistake["type"] == "value_error":
        said = mistake["msg"].removeprefix("Value error, ")
        is_section = isinstance(found, dict)
        return said if is_section else f"{said} (got {_as_written(found)})"
    *sections, key = path
    there = _settings_in(sections)
    if key not in there:
        return f"there is no such setting; there are {', '.join(there)}"
    field = there[key]
    return expected(field.annotation, field.default, field.metadata) + ("" if key == "password" else f" (got {_as_written(found)})")


def _settings_in(sections: Iterable[str]) -> Mapping[str, FieldInfo]:
    model: Any = Settings
    for section in sections:
        model = model.model_fields[section].annotation
    fields: Mapping[str, FieldInfo] = model.model_fields
    return fields


def expected(annotation: Any, default: object = None, metadata: Iterable[Any] = ()) -> str:
    """What a setting may be, in words."""
    if get_origin(annotation) is Literal:
        return f"expected one of {', '.join(map(_as_written, get_args(annotation)))}"
    if get_origin(annotation) is tuple:
        return f"expected a list like [{_example(get_args(annotation)[0])}, ...]"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"expected a section with {', '.join(annotation.model_fields)}"
    example = [f"for example {_as_written(default)}"] if default else []
    return ", ".join([f"expected {_NAMES[annotation]}", *_limits(metadata), *example])


def _limits(metadata: Iterable[Any]) -> Iterator[str]:
    for limit in metadata:
        if isinstance(limit, Ge):
            yield f"at least {limit.ge}"
        elif isinstance(limit, Gt):
            yield f"above {limit.gt}"
        elif isinstance(limit, Le):
            yield f"at most {limit.le}"


def _example(annotation: Any) -> str:
    if issubclass(annotation, BaseModel):
        return "{ " + ", ".join(f'{name} = "..."' for name in annotation.model_fields) + " }"
    return '"..."'


def _as_written(value: Any) -> str:
    return re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1:***@", json.dumps(value, ensure_ascii=False, default=str))


def _line(text: str, path: list[str]) -> str:
    """ ", line 12" where the key or its section stands on a line of its own; else nothing."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([\w.]+)\s*\]", line):
            named = section = header[1]
        elif key := re.match(r"\s*([\w.]+)\s*=", line):
            named = f"{section}.{key[1]}".removeprefix(".")
        else:
            continue
        if named == ".".join(path):
            return f", line {number}"
    return ""
