"""Documents stay true: generated tables are current, commands named in them exist, the compose file has the right shape."""

import os
import re
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from mailflow.cli import main
from mailflow.decide.command import Who
from mailflow.decide.commands import COMMANDS
from mailflow.decide.joining.states import STATES
from mailflow.settings import Settings, settings_from

ROOT = Path(__file__).parent.parent
WHO = {
    Who.ANYONE: "alle",
    Who.INSIDE: "Mitglieder",
    Who.FELLOW: "Programmbüro, Mitglieder der Gruppe",
    Who.MODERATOR: "Programmbüro, Sprecher:innen",
    Who.DECIDER: "Programmbüro, Sprecher:innen",
    Who.STAFF: "Programmbüro",
}
HANDBOOK = ROOT / "docs" / "handbuch.md"


def command_table() -> str:
    rows = ["| Befehl | Englisch | Wirkung | Wer |", "|---|---|---|---|"]
    rows += [f"| {c.usage} | {c.usage_en} | {c.help} | {WHO[c.who]} |" for c in sorted(COMMANDS.values(), key=lambda c: c.usage)]
    return "\n".join(rows)


def state_table() -> str:
    rows = ["| Zustand | heißt | es geht weiter, wenn |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| {state.called} | {state.means} | {state.goes_on} |" for state in STATES.values())])


@pytest.mark.parametrize(
    ("begin", "end", "table"),
    [
        (
            "<!-- Befehle: erzeugt aus mailflow/decide/commands, siehe tests/test_documents.py -->",
            "<!-- Ende der Befehle -->",
            command_table,
        ),
        (
            "<!-- Zustände: erzeugt aus mailflow/decide/joining/states.py, siehe tests/test_documents.py -->",
            "<!-- Ende der Zustände -->",
            state_table,
        ),
    ],
    ids=["commands", "states"],
)
def test_the_tables_of_the_handbook_are_current(begin, end, table):
    text = HANDBOOK.read_text("utf-8")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    current = f"{before}{begin}\n\n{table()}\n\n{end}{after}"
    if os.environ.get("MAILFLOW_UPDATE"):
        HANDBOOK.write_text(current, "utf-8")
    assert text == current, "run MAILFLOW_UPDATE=1 pytest tests/test_documents.py"


@pytest.mark.parametrize("document", ["README.md", "docs/betrieb.md", "docs/handbuch.md", "templates/README.md", "ARCHITECTURE.md"])
def test_commands_in_documents_exist(document):
    text = (ROOT / document).read_text("utf-8")
    for line in re.findall(r"\bmailflow(?: --config \S+)? ([a-z]+[^`#\n]*)", text):
        command, *words = line.split()
        if command not in main.commands:
            continue
        named = [command, *words[:1]] if isinstance(main.commands[command], click.Group) else [command]
        helped = CliRunner().invoke(main, [*named, "--help"])
        assert helped.exit_code == 0, f"{document}: mailflow {line}: {helped.output}"
        for option in (word.rstrip(".,:;)") for word in words if word.startswith("--")):
            assert option in helped.output, f"{document}: mailflow {line}: there is no {option}"


def test_the_guide_lists_every_event_of_the_log():
    log = (ROOT / "mailflow" / "maillog.py").read_text("utf-8")
    written = set(re.findall(r'_events?\("([a-z ]+)"', log))
    table = (ROOT / "docs" / "betrieb.md").read_text("utf-8").partition("| event |")[2].partition("\n\n")[0]
    listed = {event for row in re.findall(r"^\| ([a-z ,]+) \|", table, re.M) for event in row.split(", ")}
    assert listed == written


def test_the_guide_lists_every_kind_of_trouble():
    written = set(
        re.findall(r'Trouble\("([a-z_]+)"', "".join((ROOT / "mailflow" / f).read_text("utf-8") for f in ("troubles.py", "watch.py")))
    )
    table = (ROOT / "docs" / "betrieb.md").read_text("utf-8").partition("| kind |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z_]+)`", re.sub(r"`alarm[^`]*`|`mailflow[^`]*`", "", table))) == written


def test_metrics_named_in_the_guide_exist():
    code = (ROOT / "mailflow" / "web" / "metrics.py").read_text("utf-8")
    for name in re.findall(r"`(mailflow_[a-z_]+)`", (ROOT / "docs" / "betrieb.md").read_text("utf-8")):
        pattern = re.sub("inbox|outbox", "{queue}", name).replace("last_tick", "last_{what}")
        assert pattern in code or name in code, name


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "docs/handbuch.md"])
def test_files_named_in_documents_exist(document):
    text = (ROOT / document).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / document).parent.joinpath(target).exists(), target
    for name in re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|md|toml))`", text):
        assert (ROOT / name).exists() or (ROOT / "mailflow" / name).exists(), name


@pytest.mark.parametrize("language", ["de", "en"])
def test_applicants_are_asked_about_the_version_of_the_charter_that_is_sent(language):
    parts = ROOT / "templates" / language / "_parts"
    version = re.search(r"\*\*(?:Fassung vom|Version of) (.+)\*\*", (parts / "charter.md").read_text("utf-8"))
    assert version
    assert version[1] in (parts / "interest_questions.md").read_text("utf-8")


def test_architecture_is_short_enough_to_be_read():
    assert len((ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines()) < 200


def test_make_targets_named_in_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake ([a-z]+)", (ROOT / "README.md").read_text("utf-8")):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_the_exchange_in_the_readme_is_one_the_program_has():
    """Every quoted sentence stands in a letter of the first conversation, which is played against the program."""
    letters = (ROOT / "tests/conversations/01-from-application-to-mentored-member").glob("*.eml")
    written = " ".join(" ".join(letter.read_text("utf-8").split()) for letter in letters)
    quotes = re.findall(r"(?m)(?:^>.*\n)+", (ROOT / "README.md").read_text("utf-8"))
    said = [" ".join(paragraph.replace("\n> ", " ").strip("\n> ").split()) for quote in quotes for paragraph in quote.split("\n>\n")]
    assert len(said) >= 6
    for sentence in said:
        plain = sentence.replace("**", "").replace("Betreff: ", "Subject: ").removesuffix(" …")
        assert plain in written, plain


STORES = {"gateway": "MAILFLOW__STORE__URL", "mailman": "DATABASE_URL"}


class TestCompose:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))

    @pytest.fixture
    def environment(self, tmp_path):
        """Of the gateway, with the folder that is mounted there."""
        found = self.compose["services"]["gateway"]["environment"] | {"MAILFLOW__SITE__FOLDER": tmp_path}
        return {key: str(value) for key, value in found.items()}

    def test_its_settings_are_known(self, environment):
        settings = settings_from(None, environment)
        assert isinstance(settings, Settings)
        assert settings.store.url.startswith("postgresql+psycopg://")
        assert settings.deliver.relay == "smtp://postfix:10025"

    def test_services_and_profiles(self):
        services = self.compose["services"]
        assert set(services) == {"gateway", "database", "postfix", "mailman", "mailman-database"}
        assert [name for name, service in services.items() if service.get("profiles") == ["mailman"]] == ["mailman", "mailman-database"]

    def test_mailman_has_a_database_of_its_own(self):
        urls = [self.compose["services"][name]["environment"][key] for name, key in STORES.items()]
        assert len({url.partition("@")[2] for url in urls}) == 2

    def test_the_gateway_is_asked_to_stop_and_given_the_time_for_it(self):
        gateway = self.compose["services"]["gateway"]
        assert gateway["stop_grace_period"] == "60s"
        image = (ROOT / "config/docker/Dockerfile").read_text("utf-8")
        assert re.search(r'^CMD \["mailflow", "run"\]$', image, re.M), "without a shell in between, which would keep the signal to itself"
        assert re.search(r"^USER mailflow$", image, re.M)
        assert "HEALTHCHECK" in image

    def test_build_files_and_what_they_copy_exist(self):
        for service in self.compose["services"].values():
            if "build" in service:
                dockerfile = ROOT / service["build"]["dockerfile"]
                for sources in re.findall(r"^COPY (.+) \S+$", dockerfile.read_text("utf-8"), re.M):
                    for source in sources.split():
                        assert (ROOT / source).exists(), source

    def test_ports_are_on_loopback_and_volumes_declared(self):
        for service in self.compose["services"].values():
            assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
            for volume in service.get("volumes", []):
                from_the_host = volume.startswith("./")
                assert volume.endswith(":ro") if from_the_host else volume.split(":")[0] in self.compose["volumes"]

    def test_one_word_lets_mailman_send_the_posts(self, environment):
        mailman = settings_from(None, environment | {"MAILFLOW__LISTS__COURIER": "mailman"}).lists.mailman
        image = self.compose["services"]["mailman"]["environment"]
        assert (mailman.user, mailman.password) == (image["MAILMAN_REST_USER"], image["MAILMAN_REST_PASSWORD"])
        for file in ("transport", "main.cf"):
            assert mailman.domain in (ROOT / "config/postfix" / file).read_text("utf-8")

    def test_mailman_has_what_its_image_does_not_start_without(self):
        assert {"DATABASE_URL", "HYPERKITTY_API_KEY"} <= set(self.compose["services"]["mailman"]["environment"])

    def test_postfix_hands_over_to_the_port_the_gateway_listens_on(self):
        transport = (ROOT / "config/postfix/transport").read_text("utf-8")
        port = self.compose["services"]["gateway"]["environment"]["MAILFLOW__RECEIVE__LMTP"].rpartition(":")[2]
        assert f"lmtp:inet:gateway:{port}" in transport
