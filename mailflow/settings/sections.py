"""Every setting with its default and what it may be, as one frozen object."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from mailflow.model.address import normal

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


PRESETS: Mapping[str, Mapping[str, int]] = {"exchange-online": {"connections": 3, "per_minute": 30, "per_day": 10_000}}
"""What relays publish about themselves. Exchange Online: receiving and sending limits, authenticated client submission."""


class Section(BaseModel):
    """One [section] of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(StrEnum):
    """What stands at the path that a setting names."""

    FILE = "a file"
    FOLDER = "a folder"
    WRITTEN = "a file, or a place where one can be written"


_HOST = r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+)"
_PORT = r"(6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]\d{4}|\d{1,4})"


def _like(pattern: str, expected: str) -> Callable[[str], str]:
    """Checks what is set; "" is none."""

    def checked(value: str) -> str:
        if value and not re.fullmatch(pattern, value):
            raise ValueError(f"expected {expected}")
        return value

    return checked


_door = _like(rf"{_HOST}:{_PORT}", "host:port like 127.0.0.1:2525")
_door_or_socket = _like(rf"{_HOST}:{_PORT}|unix:.+", "host:port like 127.0.0.1:2525, or unix:/path")
_relay_address = _like(
    rf"(smtp|smtp\+starttls|smtps)://([^@/]*@)?{_HOST}(:{_PORT})?/?",
    "smtp://host:port, smtp+starttls://user@host:587 or smtps://user@host:465",
)


class ForumSection(Section):
    name: str = "Forum Integration in ländlichen Räumen"
    domain: str = "forum.example"
    timezone: str = "Europe/Berlin"
    language: Literal["de", "en"] = "de"
    undo_minutes: int = Field(default=10, ge=0, le=1440)

    @field_validator("domain")
    @classmethod
    def _is_domain(cls, value: str) -> str:
        if not normal(f"x@{value}"):
            raise ValueError("expected a domain like forum.example")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as e:
            raise ValueError("expected a time zone like Europe/Berlin") from e
        return value


class AddressesSection(Section):
    office: str = "buero"
    applications: str = "anmeldung"
    commands: str = "mailflow"
    everyone: str = "forum"
    announce: str = "ankuendigungen"
    calendar: str = "termine"
    bounce: str = "bounce"
    reply: str = "antwort"
    privacy: str = "datenschutz"

    @field_validator("*")
    @classmethod
    def _is_local_part(cls, value: str) -> str:
        if not normal(f"{value}@forum.example"):
            raise ValueError("expected what stands in front of the @ of an address")
        return value


class StaffMember(Section):
    name: str
    address: str


class OfficeSection(Section):
    staff: tuple[StaffMember, ...] = ()
    coordinates_until: Literal[""] | date = date(2026, 12, 31)


class ImapSection(Section):
    host: str = ""
    port: int = Field(default=993, ge=1, le=65_535)
    tls: Literal["ssl", "starttls", "none"] = "ssl"
    user: str = ""
    password: str = ""
    password_file: Annotated[str, Named.FILE] = ""
    token_command: tuple[str, ...] = ()
    folder: str = Field(default="INBOX", min_length=1)
    done_folder: str = ""
    unclear_folder: str = ""
    idle: bool = True
    poll_seconds: int = Field(default=60, ge=1, le=600)

    _is_a_host = field_validator("host")(_like(_HOST, "the name of a mail server like imap.example"))

    @model_validator(mode="after")
    def _fits_together(self) -> ImapSection:
        if self.host and not self.user:
            raise ValueError("host is set without user: expected the name to log in with")
        if self.token_command and (self.password or self.password_file):
            raise ValueError("password and token_command are both set: expected one way to log in")
        if self.folder in (self.done_folder, self.unclear_folder):
            raise ValueError(f"folder is {self.folder}: expected other folders for letters that are dealt with")
        return self


class ReceiveSection(Section):
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
    tls_cert: Annotated[str, Named.FILE] = ""
    tls_key: Annotated[str, Named.FILE] = ""
    imap: ImapSection = ImapSection()

    _is_a_door = field_validator("smtp")(_door)
    _is_a_door_or_socket = field_validator("lmtp")(_door_or_socket)

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


class DeliverSection(Section):
    relay: str = ""
    password: str = ""
    password_file: Annotated[str, Named.FILE] = ""
    connections: int = Field(default=4, ge=1, le=100)
    per_connection: int = Field(default=0, ge=0)
    per_minute: int = Field(default=0, ge=0)
    per_day: int = Field(default=0, ge=0)
    preset: Literal["", "exchange-online"] = ""

    @model_validator(mode="before")
    @classmethod
    def _with_preset(cls, values: Any) -> Any:
        """A preset gives defaults; what is set beside it wins."""
        return {**PRESETS.get(str(values.get("preset", "")), {}), **values} if isinstance(values, dict) else values

    _known_scheme = field_validator("relay")(_relay_address)


class AlarmSection(Section):
    """Who is told when something stands still, by which way that is not the one that may be stuck."""

    address: str = ""
    relay: str = ""
    password: str = ""
    password_file: Annotated[str, Named.FILE] = ""
    after_minutes: int = Field(default=15, ge=1, le=1440)
    relay_minutes: int = Field(default=3, ge=1, le=1440)
    backup_hours: int = Field(default=0, ge=0)
    free_mb: int = Field(default=500, ge=0)

    _known_scheme = field_validator("relay")(_relay_address)

    @field_validator("address")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not normal(value):
            raise ValueError("expected an e-mail address outside the forum, or nothing")
        return value


class StoreSection(Section):
    url: str = "sqlite:///var/mailflow.db"

    @field_validator("url")
    @classmethod
    def _is_database(cls, value: str) -> str:
        if not re.fullmatch(rf"sqlite://(/.+)?|postgresql\+psycopg://([^@]*@)?{_HOST}?(:{_PORT})?(/[^?]*)?(\?.*)?", value):
            raise ValueError("expected sqlite:///path or postgresql+psycopg://user@host/db")
        return value


class MailmanSection(Section):
    """Mailman's doors: REST and LMTP, and the domain that its lists have there."""

    url: str = ""
    user: str = ""
    password: str = ""
    password_file: Annotated[str, Named.FILE] = ""
    lmtp: str = ""
    domain: str = ""

    _is_a_door = field_validator("lmtp")(_door)
    _is_url = field_validator("url")(
        _like(rf"https?://{_HOST}(:{_PORT})?(/\S*)?", "the REST address of Mailman with its version, like http://127.0.0.1:8001/3.1")
    )


class ListsSection(Section):
    courier: Literal["embedded", "mailman"] = "embedded"
    mailman: MailmanSection = MailmanSection()

    @model_validator(mode="after")
    def _says_where_mailman_is(self) -> ListsSection:
        needed = ("url", "user", "lmtp", "domain")
        if self.courier == "mailman" and (missing := [key for key in needed if not getattr(self.mailman, key)]):
            raise ValueError(f'courier is "mailman": expected lists.mailman.{missing[0]} too')
        return self


class DigestSection(Section):
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


class PrivacySection(Section):
    controller: str = ""
    register_file: Annotated[str, Named.WRITTEN] = ""
    """Who was erased; "" = mailflow.erased beside the store. Back it up apart from the database."""
    letters_days: int = Field(default=90, ge=7)
    deliveries_days: int = Field(default=90, ge=7)
    held_days: int = Field(default=30, ge=1)
    applications_days: int = Field(default=183, ge=7)
    answers_days: int = Field(default=365, ge=7)
    guests_days: int = Field(default=183, ge=7)
    members_days: int = Field(default=1096, ge=7)
    consents_days: int = Field(default=1096, ge=7)


class OnboardingSection(Section):
    registration: Literal["mail", "signed"] = "mail"
    rounds: tuple[date, ...] = ()
    duty: str = ""


class SecuritySection(Section):
    trusted_authserv: tuple[str, ...] = ()
    trusted_peers: tuple[str, ...] = ()
    """Networks of the mail servers in front of us, besides this machine and private networks."""
    nameservers: tuple[str, ...] = ()
    second_person: bool = True
    dkim_selector: str = ""
    dkim_key_file: Annotated[str, Named.FILE] = ""
    key_file: Annotated[str, Named.WRITTEN] = ""
    """Secret behind reply addresses and return paths; "" = beside the store. Back it up apart from the database."""

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


class WebSection(Section):
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


class SiteSection(Section):
    folder: Annotated[str, Named.FOLDER] = ""
    """A folder with templates/, lists/ and config/ of its own; its files win over the shipped ones."""
    demo: Annotated[str, Named.FILE] = ""
    """A seed file to load into an empty store at start; "" = none."""


class Settings(Section):
    forum: ForumSection = ForumSection()
    addresses: AddressesSection = AddressesSection()
    office: OfficeSection = OfficeSection()
    receive: ReceiveSection = ReceiveSection()
    deliver: DeliverSection = DeliverSection()
    alarm: AlarmSection = AlarmSection()
    store: StoreSection = StoreSection()
    lists: ListsSection = ListsSection()
    digest: DigestSection = DigestSection()
    onboarding: OnboardingSection = OnboardingSection()
    privacy: PrivacySection = PrivacySection()
    security: SecuritySection = SecuritySection()
    web: WebSection = WebSection()
    site: SiteSection = SiteSection()

    @model_validator(mode="after")
    def _gives_mailman_a_domain_of_its_own(self) -> Settings:
        if self.lists.mailman.domain == self.forum.domain:
            raise ValueError("lists.mailman.domain is forum.domain: expected another, so that letters of members come to mailflow first")
        return self
