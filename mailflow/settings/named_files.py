"""Files and folders that settings name: each has to be there when the settings are read, not when it is first needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mailflow.settings.sections import Named, Section


def misplaced(section: Section, above: tuple[str, ...] = ()) -> Iterator[tuple[list[str], str]]:
    """(path of the setting, one sentence) for each that names what is not there."""
    for key, field in type(section).model_fields.items():
        value = getattr(section, key)
        if isinstance(value, Section):
            yield from misplaced(value, (*above, key))
        for wanted in field.metadata:
            if isinstance(wanted, Named) and value and not _is_there(Path(value), wanted):
                yield [*above, key], f"expected {wanted}, there is none at {Path(value).absolute()}"


def _is_there(path: Path, wanted: Named) -> bool:
    try:
        if wanted == Named.FOLDER:
            return path.is_dir()
        if wanted == Named.WRITTEN and not path.exists():
            return next(folder for folder in path.absolute().parents if folder.exists()).is_dir()
        return path.exists() and not path.is_dir()
    except PermissionError:  # a pipe from the mail server may run as somebody who need not read it
        return True
