"""Every command there is, found by scanning this folder; the same word in two files is refused."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from mailflow.decide.command import Command


def _found() -> Mapping[str, Command]:
    commands: dict[str, Command] = {}
    words: dict[str, str] = {}
    for module in pkgutil.iter_modules(__path__):
        command: Command = importlib.import_module(f"{__name__}.{module.name}").COMMAND
        if command.name != module.name:
            raise ValueError(f"{module.name}.py defines the command {command.name}")
        for word in command.words:
            if word in words:
                raise ValueError(f"»{word}« is a word of {words[word]} and of {command.name}")
            words[word] = command.name
        commands[command.name] = command
    return commands


COMMANDS = _found()
