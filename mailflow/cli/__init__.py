"""The commands a person types: thin, by area. `commands` holds them together; `registers` people and groups, `queues` letters,
`upkeep` status, check and backup."""

from mailflow.cli.commands import main

__all__ = ["main"]
