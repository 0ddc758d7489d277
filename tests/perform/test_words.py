"""Words that people read in every letter."""

import pytest

from mailflow.perform import words


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("+495818212300", "0581 8212300"),
        ("+4989123456", "089 123456"),
        ("+431514500", "+43 1 514500"),
        ("Zentrale", "Zentrale"),
    ],
)
def test_a_telephone_number_is_written_as_people_dial_it(kept, read):
    assert words.phone(kept) == read
