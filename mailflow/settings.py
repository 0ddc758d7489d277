"""config/mailflow.toml and the environment, as one frozen object; a mistake names file, key and what is expected."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from datetime import time
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

PREFIX = "MAILFLOW__"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


PRESETS: Mapping[str, Mapping[str, int]] = {"exchange-online": {"connections": 3, "per_minute": 30, "per_day": 10_000}}
"""What relays publish about themselves. Exchange Online: receiving and sending limits, authenticated client submission."""


class SettingsError(Exception):
    """One line for the person who runs the program; the command line exits with status 2."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


T = TypeVar("T", bound=_Section)


def _door(value: str) -> str:
    """Where to listen: "" is nowhere."""
    host, _, port = value.rpartition(":")
    if value and not value.startswith("unix:") and not (host and port.isdigit() and int(port) <= 65_535):
        raise ValueError("expected host:port like 127.0.0.1:2525")
    return value


def _relay_address(value: str) -> str:
    if value and not value.startswith(("smtp://", "smtp+starttls://", "smtps://")):
        raise ValueError("expected smtp://host:port, smtp+starttls://user@host:587 or smtps://user@host:465")
    return value


class ForumSection(_Section):
    name: str = "Forum Integration in ländlichen Räumen"
    domain: str = "forum.example"
    timezone: str = "Europe/Berlin"
    language: Literal["de", "en"] = "de"
    undo_minutes: int = Field(default=10, ge=0, le=1440)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as e:
            raise ValueError("expected a time zone like Europe/Berlin") from e
        return value


class AddressesSection(_Section):
    office: str = "buero"
    applications: str = "anmeldung"
    commands: str = "mailflow"
    everyone: str = "forum"
    announce: str = "ankuendigungen"
    calendar: str = "termine"
    bounce: str = "bounce"
    reply: str = "antwort"
    privacy: str = "datenschutz"


class StaffMember(_Section):
    name: str
    address: str


class OfficeSection(_Section):
    staff: tuple[StaffMember, ...] = ()


class ImapSection(_Section):
    host: str = ""
    port: int = Field(default=993, ge=1, le=65_535)
    tls: Literal["ssl", "starttls", "none"] = "ssl"
    user: str = ""
    password: str = ""
    password_file: str = ""
    folder: str = Field(default="INBOX", min_length=1)
    done_folder: str = ""
    unclear_folder: str = ""
    idle: bool = True
    poll_seconds: int = Field(default=60, ge=1, le=600)

    @model_validator(mode="after")
    def _fits_together(self) -> ImapSection:
        if self.host and not self.user:
            raise ValueError("host is set without user: expected the name to log in with")
        if self.folder in (self.done_folder, self.unclear_folder):
            raise ValueError(f"folder is {self.folder}: expected other folders for letters that are dealt with")
        return self


class ReceiveSection(_Section):
    smtp: str = "127.0.0.1:2525"
    lmtp: str = ""
    max_size_mb: float = Field(default=30, gt=0, le=1000)
    memory_mb: float = Field(default=250, gt=0)
    recipients: int = Field(default=100, ge=1, le=10_000)
    connections: int = Field(default=200, ge=1, le=10_000)
    per_peer: int = Field(default=20, ge=1)
    per_minute: int = Field(default=600, ge=1)
    idle_seconds: float = Field(default=60, ge=1, le=3600)
    transaction_seconds: float = Field(default=600, ge=1, le=86_400)
    slowest_bytes_per_second: int = Field(default=500, ge=0)
    tls_cert: str = ""
    tls_key: str = ""
    imap: ImapSection = ImapSection()

    _are_doors = field_validator("smtp", "lmtp")(_door)

    @model_validator(mode="after")
    def _fits_together(self) -> ReceiveSection:
        if self.memory_mb < self.max_size_mb:
            raise ValueError(
                f"memory_mb is {self.memory_mb:g}: expected at least max_size_mb ({self.max_size_mb:g}), or no large letter fits"
            )
        if self.per_peer > self.connections:
            raise ValueError(f"per_peer is {self.per_peer}: expected at most connections ({self.connections})")
        if self.tls_key and not self.tls_cert:
            raise ValueError("tls_key is set without tls_cert: expected both or none")
        return self


class DeliverSection(_Section):
    relay: str = ""
    password: str = ""
    password_file: str = ""
    connections: int = Field(default=4, ge=1, le=100)
    per_connection: int = Field(default=0, ge=0)
    per_minute: int = Field(default=0, ge=0)
    per_day: int = Field(default=0, ge=0)
    preset: Literal["", "exchange-online"] = ""

    @model_validator(mode="before")
    @classmethod
    def _with_preset(cls, values: Any) -> Any:
        """A preset gives defaults; what is set beside it wins."""
        return {**PRESETS.get(values.get("preset", ""), {}), **values} if isinstance(values, dict) else values

    _known_scheme = field_validator("relay")(_relay_address)


class AlarmSection(_Section):
    """Who is told when something stands still, by which way that is not the one that may be stuck."""

    address: str = ""
    relay: str = ""
    password: str = ""
    password_file: str = ""
    after_minutes: int = Field(default=15, ge=1, le=1440)
    relay_minutes: int = Field(default=3, ge=1, le=1440)
    backup_hours: int = Field(default=0, ge=0)
    free_mb: int = Field(default=500, ge=0)

    _known_scheme = field_validator("relay")(_relay_address)

    @field_validator("address")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and "@" not in value:
            raise ValueError("expected an e-mail address outside the forum, or nothing")
        return value


class StoreSection(_Section):
    url: str = "sqlite:///var/mailflow.db"


class MailmanSection(_Section):
    url: str = ""
    user: str = ""
    password: str = ""
    password_file: str = ""
    lmtp: str = ""


class ListsSection(_Section):
    courier: Literal["embedded", "mailman"] = "embedded"
    mailman: MailmanSection = MailmanSection()


class DigestSection(_Section):
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "friday"
    time: str = "09:00"

    @field_validator("time")
    @classmethod
    def _is_time(cls, value: str) -> str:
        try:
            time.fromisoformat(value)
        except ValueError as e:
            raise ValueError("expected a time of day like 09:00") from e
        return value


class SecuritySection(_Section):
    trusted_authserv: tuple[str, ...] = ()
    trusted_peers: tuple[str, ...] = ()
    """Networks of the mail servers in front of us, besides this machine and private networks."""
    nameservers: tuple[str, ...] = ()
    second_person: bool = True
    dkim_selector: str = ""
    dkim_key_file: str = ""
    key_file: str = ""
    """Secret behind reply addresses and return paths; "" = mailflow.key beside the store. Back it up apart from the database."""

    @model_validator(mode="after")
    def _both_or_neither(self) -> SecuritySection:
        if bool(self.dkim_selector) != bool(self.dkim_key_file):
            raise ValueError("expected dkim_selector and dkim_key_file together")
        return self

    @field_validator("trusted_peers")
    @classmethod
    def _are_networks(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        try:
            [ip_network(value, strict=False) for value in values]
        except ValueError as e:
            raise ValueError("expected networks like 192.0.2.0/24") from e
        return values

    @field_validator("nameservers")
    @classmethod
    def _are_sockets(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        try:
            [(ip_address(host.strip("[]")), int(port)) for host, _, port in (value.rpartition(":") for value in values)]
        except ValueError as e:
            raise ValueError("expected IP addresses with port like 127.0.0.1:53") from e
        return values


class WebSection(_Section):
    listen: str = "127.0.0.1:8025"
    public_url: str = ""

    _is_a_door = field_validator("listen")(_door)

    @field_validator("public_url")
    @classmethod
    def _is_https(cls, value: str) -> str:
        # One-click unsubscribe works over HTTPS only (RFC 8058 section 3.1).
        if value and not re.fullmatch(r"https://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~/-]*)?", value):
            raise ValueError("expected https://host or https://host/path")
        return value.rstrip("/")


class SiteSection(_Section):
    folder: str = ""
    """A folder with templates/, lists/ and config/ of its own; its files win over the shipped ones."""
    demo: str = ""
    """A seed file to load into an empty store at start; "" = none."""


class Settings(_Section):
    forum: ForumSection = ForumSection()
    addresses: AddressesSection = AddressesSection()
    office: OfficeSection = OfficeSection()
    receive: ReceiveSection = ReceiveSection()
    deliver: DeliverSection = DeliverSection()
    alarm: AlarmSection = AlarmSection()
    store: StoreSection = StoreSection()
    lists: ListsSection = ListsSection()
    digest: DigestSection = DigestSection()
    security: SecuritySection = SecuritySection()
    web: WebSection = WebSection()
    site: SiteSection = SiteSection()


def settings_from(file: Path | None, environment: Mapping[str, str] | None = None) -> Settings:
    """Reads the file (None: shipped defaults), then the environment over it; secrets named by ..._file are read in."""
    environment = os.environ if environment is None else environment
    values = _from_file(file) if file else {}
    for key, value in environment.items():
        if key.startswith(PREFIX):
            _put(values, [part.lower() for part in key.removeprefix(PREFIX).split("__")], _plain(value), key)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as e:
        raise SettingsError(_first(e, str(file or "the environment"), environment)) from e
    return _with_secrets(settings)


def given(settings: Settings) -> frozenset[tuple[str, str]]:
    """(section, key) of what differs from the defaults: these win over a seed."""
    defaults = Settings()
    return frozenset(
        (section, key)
        for section in Settings.model_fields
        for key in type(getattr(settings, section)).model_fields
        if getattr(getattr(settings, section), key) != getattr(getattr(defaults, section), key)
    )


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as e:
        raise SettingsError(f"{file}: no such settings file; write one with: mailflow init DIR") from e
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise SettingsError(f"{file}: cannot be read as TOML: {e}") from e


def _put(values: dict[str, Any], path: list[str], value: Any, key: str) -> None:
    *sections, last = path
    for section in sections:
        values = values.setdefault(section, {})
        if not isinstance(values, dict):
            raise SettingsError(f"{key}: »{section}« is a value, not a section")
    if not sections:
        raise SettingsError(f"{key}: expected {PREFIX}SECTION__KEY")
    values[last] = value


def _plain(value: str) -> Any:
    """Lists and tables come as JSON; everything else is text that pydantic turns into the wanted type."""
    if value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _first(e: ValidationError, name: str, environment: Mapping[str, str]) -> str:
    """The first mistake, with the place where it was written: the environment wins over the file."""
    mistake = e.errors()[0]
    key = ".".join(str(part) for part in mistake["loc"])
    variable = PREFIX + "__".join(str(part) for part in mistake["loc"]).upper()
    name = variable if variable in environment else name
    if mistake["type"] == "extra_forbidden":
        return f"{name}: {key}: there is no such setting"
    given_ = "" if isinstance(mistake["input"], dict) else f" (got {mistake['input']!r})"
    return f"{name}: {key}: {mistake['msg'].removeprefix('Value error, ')}{given_}"


def _with_secrets(section: T, name: str = "") -> T:
    """The section, and those within it, with each password that a password_file names."""
    within = {key: getattr(section, key) for key in type(section).model_fields}
    read: dict[str, object] = {key: _with_secrets(part, f"{name}{key}.") for key, part in within.items() if isinstance(part, _Section)}
    if file := within.get("password_file"):
        try:
            read["password"] = Path(file).read_text("utf-8").strip()
        except OSError as e:
            raise SettingsError(f"{name}password_file: {file} cannot be read: {e.strerror}") from e
    return section.model_copy(update=read)
