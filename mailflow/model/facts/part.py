"""One area of what a decision may read."""

from __future__ import annotations

from mailflow.model.store import Records


class Part:
    def __init__(self, records: Records) -> None:
        self._records = records
