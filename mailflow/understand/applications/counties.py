"""The official list of districts, as it ships."""

from __future__ import annotations

import csv
import io

from mailflow.model.vocabulary import County


def counties_from_csv(text: str) -> tuple[County, ...]:
    """config/data/landkreise.csv as counties, in the order of their keys."""
    rows = csv.DictReader(io.StringIO(text))
    return tuple(
        County(
            name=row["name"],
            kind=row["typ"],
            bundesland=row["bundesland"],
            ags=row["ags"],
            short=row["name_kurz"],
            aliases=tuple(filter(None, row["aliase"].split(";"))),
            mail_domains=tuple(filter(None, row["mail_domain"].split(";"))),
        )
        for row in rows
    )
