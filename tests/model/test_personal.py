"""Every column is in the inventory of personal data, and what the inventory says of a record is true of it."""

import dataclasses

import pytest

from mailflow.model.personal import ALWAYS, INVENTORY, LETTERS
from mailflow.store.tables import TABLES, metadata

OF_RECORDS = {TABLES[kind].name: holding for kind, holding in INVENTORY.items()}


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_whoever_adds_a_column_says_whether_it_is_personal(table):
    """Fails for a column or a table that is missing in `model/personal.py`."""
    holding = (OF_RECORDS | LETTERS)[table.name]
    said = {*holding.personal, *holding.other}
    assert said == set(table.columns.keys()) - {*ALWAYS, *(["id"] if "id" in said else [])} | ({"id"} & said)
    assert not set(holding.personal) & set(holding.other)


@pytest.mark.parametrize(("kind", "holding"), INVENTORY.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_somebody_s_is_found_and_goes(kind, holding):
    """Personal fields need a way to whom they belong to, and something that erasing does."""
    assert set(holding.by) <= {field.name for field in dataclasses.fields(kind)}
    assert bool(holding.personal) == bool(holding.by)
    assert (holding.erasing == "keep") == (not holding.personal)
