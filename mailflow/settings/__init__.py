"""config/mailflow.toml and the environment, as one frozen object; a mistake names file, line, key and what is expected."""

from mailflow.settings.mistakes import SettingsError
from mailflow.settings.reading import given, settings_from
from mailflow.settings.sections import WEEKDAYS, AlarmSection, ReceiveSection, Settings

__all__ = ["WEEKDAYS", "AlarmSection", "ReceiveSection", "Settings", "SettingsError", "given", "settings_from"]
