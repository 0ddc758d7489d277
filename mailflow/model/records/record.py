"""What every record has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    id: str
    version: int = 0
    """0 until first saved; `perform` saves only if the stored version is still this one."""
