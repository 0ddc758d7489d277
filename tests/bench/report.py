"""What a measurement says: ours, the others of the same run, and the ratio, which is what counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tests.bench.measure import Figure


@dataclass(frozen=True, slots=True)
class Row:
    """Medians with their extremes, in `unit`."""

    work: str
    unit: str
    ours: Figure
    others: Mapping[str, Figure]
    lower_is_better: bool = False

    def lines(self) -> list[str]:
        shown = [f"{self.work}: mailflow {self.ours} {self.unit}"]
        for name, other in self.others.items():
            better, worse = (other, self.ours) if self.lower_is_better else (self.ours, other)
            ratio = better.median / worse.median if worse.median else math.inf
            shown.append(f"    {ratio:>8.2f} x  {name}: {other} {self.unit}")
        return shown
