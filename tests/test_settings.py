"""A mistake in the settings is one line that names file, key and what is expected."""

import re
import tomllib
from pathlib import Path

import pytest

from mailflow.settings import Settings, SettingsError, given, settings_from

SHIPPED = Path(__file__).parent.parent / "config" / "mailflow.toml"


def file(tmp_path, text):
    path = tmp_path / "mailflow.toml"
    path.write_text(text, "utf-8")
    return path


def test_file_and_environment(tmp_path):
    path = file(tmp_path, '[forum]\nname = "Netz"\nundo_minutes = 0\n')
    settings = settings_from(
        path, {"MAILFLOW__FORUM__DOMAIN": "netz.example", "MAILFLOW__OFFICE__STAFF": '[{"name": "K", "address": "k@x.example"}]'}
    )
    assert (settings.forum.name, settings.forum.undo_minutes, settings.forum.domain) == ("Netz", 0, "netz.example")
    assert settings.office.staff[0].address == "k@x.example"
    assert settings.receive.smtp == "127.0.0.1:2525"


def test_what_was_set_on_purpose_is_known(tmp_path):
    path = file(tmp_path, '[forum]\nname = "Netz"\n')
    assert given(settings_from(path, {"MAILFLOW__STORE__URL": "sqlite://"})) == {("forum", "name"), ("store", "url")}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[forum]\nnmae = 1\n", "forum.nmae: there is no such setting"),
        ('[forum]\nundo_minutes = "viele"\n', "forum.undo_minutes"),
        ('[forum]\ntimezone = "Mars/Olympus"\n', "time zone like Europe/Berlin"),
        ('[deliver]\nrelay = "mail.example:25"\n', "smtp://host:port"),
        ('[digest]\ntime = "neun"\n', "time of day like 09:00"),
        ("[receive]\nmax_size_mb = 0\n", "receive.max_size_mb"),
        ("[receive]\nmax_size_mb = 300\n", "memory_mb is 250: expected at least max_size_mb (300)"),
        ("[receive]\nconnections = 10\n", "per_peer is 20: expected at most connections (10)"),
        ("[receive]\nidle_seconds = -1\n", "receive.idle_seconds"),
        ('[receive]\ntls_key = "k.pem"\n', "without tls_cert"),
        ('[alarm]\naddress = "technik"\n', "e-mail address"),
        ('[alarm]\naddress = "technik@"\n', "e-mail address"),
        ('[forum]\ndomain = ""\n', "forum.domain: expected a domain"),
        ('[forum]\ndomain = "buero@netz.example"\n', "forum.domain: expected a domain"),
        ('[addresses]\noffice = "buero@netz.example"\n', "addresses.office: expected what stands in front of the @"),
        ('[deliver]\nrelay = "smtp://"\n', "smtp://host:port"),
        ('[deliver]\nrelay = "smtp://mail.example:smtp"\n', "smtp://host:port"),
        ('[deliver]\nrelay = "smtp://mail.example:99999"\n', "smtp://host:port"),
        ('[receive]\nlmtp = "unix:"\n', "or unix:/path"),
        ('[receive.imap]\nhost = "imaps://mail.example"\nuser = "forum"\n', "the name of a mail server"),
        ('[lists.mailman]\nurl = "http://"\n', "REST address of Mailman"),
        ('[web]\nlisten = "unix:/run/page"\n', "host:port"),
        ('[store]\nurl = "sqlite://var/mailflow.db"\n', "expected sqlite:///path"),
        ('[store]\nurl = "postgresql+psycopg://netz@db:viel/netz"\n', "postgresql+psycopg://user@host/db"),
        ('[alarm]\nrelay = "mail.example"\n', "smtp://host:port"),
        ("[forum\n", "cannot be read as TOML"),
    ],
)
def test_a_mistake_names_itself(tmp_path, text, names):
    path = file(tmp_path, text)
    with pytest.raises(SettingsError) as error:
        settings_from(path, {})
    assert str(path) in str(error.value)
    assert names in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('undo_minutes = "viele"', 'forum.undo_minutes: expected a whole number, at least 0, at most 1440, for example 10 (got "viele")'),
        ("undo_minutes = 1.5", "forum.undo_minutes: expected a whole number, at least 0, at most 1440, for example 10 (got 1.5)"),
        ('language = "fr"', 'forum.language: expected one of "de", "en" (got "fr")'),
        ('domain = ["a.example"]', 'forum.domain: expected text in quotes, for example "forum.example" (got ["a.example"])'),
        ('[office]\nstaff = "Karla"', 'office.staff: expected a list like [{ name = "...", address = "..." }, ...] (got "Karla")'),
        ('[office]\nstaff = ["Karla"]', 'office.staff: expected a list like [{ name = "...", address = "..." }, ...] (got "Karla")'),
        ('[receive.imap]\nidle = "oft"', 'receive.imap.idle: expected true or false, for example true (got "oft")'),
        ("[deliver]\npreset = [1]", 'deliver.preset: expected one of "", "exchange-online" (got [1])'),
        ("[deliver]\npassword = 4711", "deliver.password: expected text in quotes"),
        ("[digest]\nhour = 9", "digest.hour: there is no such setting; there are weekday, time"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_what_was_expected_and_what_was_found(tmp_path, text, says):
    path = file(tmp_path, f"# Unser Netz\n[forum]\n\n{text}\n")
    number = path.read_text("utf-8").splitlines().index(text.splitlines()[-1]) + 1
    with pytest.raises(SettingsError) as error:
        settings_from(path, {})
    assert str(error.value) == f"{path}, line {number}: {says}"


def test_a_wrong_value_in_the_environment_is_told_by_its_variable(tmp_path):
    path = file(tmp_path, "[forum]\nundo_minutes = 5\n")
    with pytest.raises(SettingsError, match=r"^MAILFLOW__FORUM__UNDO_MINUTES: forum\.undo_minutes: expected a whole number"):
        settings_from(path, {"MAILFLOW__FORUM__UNDO_MINUTES": "viele"})


def test_unknown_environment_key_is_a_mistake_too():
    with pytest.raises(SettingsError, match=r"forum\.nmae"):
        settings_from(None, {"MAILFLOW__FORUM__NMAE": "x"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[receive]\ntls_cert = "nirgends.pem"', "receive.tls_cert: expected a file, there is none at "),
        ('[receive]\ntls_cert = "."', "receive.tls_cert: expected a file, there is none at "),
        ('[receive.imap]\npassword_file = "nirgends"', "receive.imap.password_file: expected a file, there is none at "),
        ('[security]\ndkim_selector = "s"\ndkim_key_file = "nirgends.pem"', "security.dkim_key_file: expected a file, there is none at "),
        ('[site]\nfolder = "nirgends"', "site.folder: expected a folder, there is none at "),
        ('[site]\nfolder = "mailflow.toml"', "site.folder: expected a folder, there is none at "),
        ('[site]\ndemo = "nirgends.json"', "site.demo: expected a file, there is none at "),
        (
            '[privacy]\nregister_file = "."',
            "privacy.register_file: expected a file, or a place where one can be written, there is none at ",
        ),
        ('[security]\nkey_file = "mailflow.toml/key"', "security.key_file: expected a file, or a place where one can be written"),
    ],
)
def test_what_a_setting_names_has_to_be_there(tmp_path, monkeypatch, text, says):
    monkeypatch.chdir(tmp_path)
    path = file(tmp_path, text)
    with pytest.raises(SettingsError) as error:
        settings_from(path, {})
    assert str(error.value).startswith(f"{path}, line {len(text.splitlines())}: {says}")
    assert str(tmp_path) in str(error.value)


def test_a_file_that_is_written_need_not_be_there_yet(tmp_path):
    text = f"[security]\nkey_file = '{tmp_path}/neu/key'\n[privacy]\nregister_file = '{tmp_path}/neu/erased'\n"
    assert settings_from(file(tmp_path, text), {}).security.key_file == f"{tmp_path}/neu/key"


def test_a_password_is_not_shown_with_the_mistake(tmp_path):
    for text in ('[store]\nurl = "mysql://a:geheim@x/y"', '[deliver]\nrelay = "http://a:geheim@x:25"'):
        with pytest.raises(SettingsError) as error:
            settings_from(file(tmp_path, text), {})
        assert "geheim" not in str(error.value)


def test_missing_file(tmp_path):
    with pytest.raises(SettingsError, match="no such settings file"):
        settings_from(tmp_path / "nirgends.toml", {})


def test_password_from_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim\n")
    assert settings_from(None, {"MAILFLOW__DELIVER__PASSWORD_FILE": str(secret)}).deliver.password == "geheim"


def test_every_setting_stands_in_the_shipped_file():
    """config/mailflow.toml shows each default; what the program does not know would be an error."""
    assert settings_from(SHIPPED, {}) == settings_from(None, {})
    text = SHIPPED.read_text("utf-8")
    # What a preset sets stands there as a comment: written out it would win over the preset.
    written = tomllib.loads(re.sub(r"(?m)^# (\w+ *= )", r"\1", text).replace('"exchange-online"', '""'))
    missing = [key for key in keys(Settings().model_dump()) if key not in keys(written)]
    assert {key for key in missing if not key.endswith("password_file")} == set()


def test_a_preset_in_the_shipped_file_sets_what_it_says(tmp_path):
    path = file(tmp_path, SHIPPED.read_text("utf-8").replace("# preset ", "preset "))
    deliver = settings_from(path, {}).deliver
    assert (deliver.connections, deliver.per_minute, deliver.per_day) == (3, 30, 10_000)


def keys(values: dict, before: str = "") -> set[str]:
    """section.key of every setting."""
    within = [keys(value, f"{before}{key}.") if isinstance(value, dict) else {before + key} for key, value in values.items()]
    return set().union(*within)


@pytest.mark.parametrize("value", ["0.0.0.0:99999", "2525", "localhost:smtp"])
@pytest.mark.parametrize("key", ["RECEIVE__SMTP", "RECEIVE__LMTP", "WEB__LISTEN"])
def test_a_door_that_cannot_be_is_a_mistake_in_the_variable_that_says_so(key, value):
    with pytest.raises(SettingsError, match=rf"MAILFLOW__{key}: \S+: expected host:port"):
        settings_from(SHIPPED, {f"MAILFLOW__{key}": value})
