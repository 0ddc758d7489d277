"""Every posting rule there is, found by scanning this folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from mailflow.decide.rule import Rule


def _found() -> Mapping[str, Rule]:
    rules: dict[str, Rule] = {}
    for module in pkgutil.iter_modules(__path__):
        rule: Rule = importlib.import_module(f"{__name__}.{module.name}").RULE
        if rule.name != module.name:
            raise ValueError(f"{module.name}.py defines the rule {rule.name}")
        rules[rule.name] = rule
    return rules


RULES = _found()
