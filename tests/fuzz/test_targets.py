"""The promises for any bytes, tried for a moment; `make fuzz` tries them for long."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import SEEDS, TARGETS


def mutated(seed: bytes):
    """The seed with some pieces cut out, doubled or replaced."""
    piece = st.tuples(st.integers(0, len(seed)), st.integers(0, 40), st.one_of(st.binary(max_size=12), st.sampled_from(seed.split(b" "))))

    def apply(pieces):
        data = seed
        for at, length, new in pieces:
            data = data[:at] + new + data[at + length :]
        return data

    return st.lists(piece, min_size=1, max_size=5).map(apply)


@pytest.mark.proves("A1", "A2", "B3", "D4", "E9", "G4", "H7", "J5")
@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes(name):
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.one_of(st.binary(max_size=300), *map(mutated, SEEDS[name])))
    def hold(data):
        TARGETS[name](data)

    hold()


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_hold(name):
    for seed in SEEDS[name]:
        TARGETS[name](seed)
