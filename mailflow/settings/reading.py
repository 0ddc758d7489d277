"""config/mailflow.toml and the environment into settings."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from mailflow.settings.mistakes import PREFIX, SettingsError, placed, told
from mailflow.settings.named_files import misplaced
from mailflow.settings.sections import Section, Settings

T = TypeVar("T", bound=Section)


def settings_from(file: Path | None, environment: Mapping[str, str] | None = None) -> Settings:
    """Reads the file (None: shipped defaults), then the environment over it; secrets named by ..._file are read in."""
    environment = os.environ if environment is None else environment
    text = _text_of(file) if file else ""
    values = _values_in(text, file) if file else {}
    for key, value in environment.items():
        if key.startswith(PREFIX):
            _put(values, [part.lower() for part in key.removeprefix(PREFIX).split("__")], _plain(value), key)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as e:
        raise SettingsError(told(e, file, text, environment)) from e
    for path, sentence in misplaced(settings):
        raise SettingsError(placed(path, sentence, file, text, environment))
    return _with_secrets(settings)


def given(settings: Settings) -> frozenset[tuple[str, str]]:
    """(section, key) of what differs from the defaults: these win over a seed."""
    defaults = Settings()
    return frozenset(
        (section, key)
        for section in Settings.model_fields
        for key in type(getattr(settings, section)).model_fields
        if getattr(getattr(settings, section), key) != getattr(getattr(defaults, section), key)
    )


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError as e:
        raise SettingsError(f"{file}: no such settings file; write one with: mailflow init DIR") from e
    except UnicodeDecodeError as e:
        raise SettingsError(f"{file}: cannot be read as TOML: expected text in UTF-8") from e
    except OSError as e:
        raise SettingsError(f"{file}: cannot be read: {e.strerror}") from e


def _values_in(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise SettingsError(f"{file}: cannot be read as TOML: {e}") from e


def _put(values: dict[str, Any], path: list[str], value: Any, key: str) -> None:
    *sections, last = path
    for section in sections:
        values = values.setdefault(section, {})
        if not isinstance(values, dict):
            raise SettingsError(f"{key}: »{section}« is a value, not a section")
    if not sections:
        raise SettingsError(f"{key}: expected {PREFIX}SECTION__KEY")
    values[last] = value


def _plain(value: str) -> Any:
    """Lists and tables come as JSON; everything else is text that pydantic turns into the wanted type."""
    if value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _with_secrets(section: T, name: str = "") -> T:
    """The section, and those within it, with each password that a password_file names."""
    within = {key: getattr(section, key) for key in type(section).model_fields}
    read: dict[str, object] = {key: _with_secrets(part, f"{name}{key}.") for key, part in within.items() if isinstance(part, Section)}
    if file := within.get("password_file"):
        try:
            read["password"] = Path(file).read_text("utf-8").strip()
        except OSError as e:
            raise SettingsError(f"{name}password_file: {file} cannot be read: {e.strerror}") from e
        except UnicodeDecodeError as e:
            raise SettingsError(f"{name}password_file: {file} cannot be read: expected text in UTF-8") from e
    return section.model_copy(update=read)
