"""What the office owns and may edit: lists/, templates/ and config/, the site's own file first, else the one that came with the program."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import mailflow
from mailflow.model.forum import GuestRights, Purpose, Purposes, SchoolHolidays
from mailflow.model.lists import ListKind
from mailflow.model.vocabulary import County
from mailflow.settings.list_files import list_kind_from
from mailflow.settings.toml_file import value_from
from mailflow.understand.applications.counties import counties_from_csv

_GUIDE = "the file that came with the program"


def shipped(kind: str) -> Path:
    """The folder config/, lists/ or templates/ that came with the program: in the wheel, or beside the checkout."""
    package = Path(mailflow.__file__).parent
    return next(p for p in (package / "_data" / kind, package.parent / kind) if p.is_dir())


@dataclass(frozen=True)
class SiteFiles:
    """The files of one site, each read once."""

    folder: Path | None
    """None: only what came with the program."""

    def folders(self, kind: str) -> tuple[Path, ...]:
        """Where files of this kind are looked for, first the site's own."""
        own = self.folder / kind if self.folder else None
        return (own, shipped(kind)) if own and own.is_dir() else (shipped(kind),)

    @cached_property
    def kinds(self) -> dict[str, ListKind]:
        """How each kind of list behaves, by name."""
        files = {f.stem: f for folder in reversed(self.folders("lists")) for f in sorted(folder.glob("*.toml"))}
        return {name: list_kind_from(file) for name, file in files.items()}

    @cached_property
    def guests(self) -> GuestRights:
        return value_from(self._config("guests.toml"), GuestRights, _GUIDE)

    @cached_property
    def purposes(self) -> dict[str, Purpose]:
        """To what people say yes, by name."""
        found = value_from(self._config("consents.toml"), Purposes, _GUIDE)
        return {field.name: getattr(found, field.name) for field in fields(Purposes)}

    @cached_property
    def holidays(self) -> SchoolHolidays:
        return value_from(self._config("ferien.toml"), SchoolHolidays, _GUIDE)

    @cached_property
    def counties(self) -> tuple[County, ...]:
        """The official register of districts."""
        return counties_from_csv((shipped("config") / "data" / "landkreise.csv").read_text("utf-8"))

    def _config(self, name: str) -> Path:
        return next(f for folder in self.folders("config") if (f := folder / name).is_file())
