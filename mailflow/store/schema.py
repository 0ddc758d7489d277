"""Which schema a database has, and the way to this program's; one migration after the other, named by number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from mailflow.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"


class StoreError(Exception):
    """The store cannot be used; the message is one sentence for the person who runs it."""


def schema_of(connection: Connection) -> str | None:
    """The number of the last migration that this database has seen; None if none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    number: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return number


def newest() -> str:
    """The schema of this program."""
    return max(_known())


def _known() -> set[str]:
    return {file.stem[:4] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py")}


def bring_up(connection: Connection) -> None:
    """Brings a database up to this program's schema within the connection's transaction; refuses one from a newer program.

    An empty one gets the tables as they are now; that the migrations lead to the same is tested.
    """
    refuse_newer(connection)
    if not inspect(connection).get_table_names():
        metadata.create_all(connection)
        stamp(connection)
    elif schema_of(connection) != newest():
        upgrade(connection, "head")


def upgrade(connection: Connection, revision: str) -> None:
    """Runs the migrations up to this one."""
    # Loaded only where there is something to do: it brings along a tenth of the memory of a gateway that runs for months.
    from alembic import command

    command.upgrade(_config(connection), revision)


def stamp(connection: Connection) -> None:
    """Says in a database whose tables were just made that it has this program's schema."""
    from alembic import command

    command.stamp(_config(connection), "head")


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def refuse_newer(connection: Connection) -> None:
    """Raises StoreError for a schema that this program does not know."""
    current = schema_of(connection)
    if current and current not in _known():
        raise StoreError(
            f"the store was written by a newer mailflow (schema {current}, this program knows {newest()}); "
            "install that version or restore a backup"
        )
