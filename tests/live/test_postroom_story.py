"""Points 1 to 4 of the story, played by clicking in the post room, in a real browser. Pictures are kept under var/screenshots/."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.servers import ROOT, gateway, need

pytestmark = pytest.mark.live
PICTURES = ROOT / "var" / "screenshots"
OFFICE, MENTOR = "amsel@traeger-demo.example", "obermoos@kreis-guetersloh.example"
NAME, ADDRESS = "Jan Beispiel", "jan.beispiel@landkreis-uelzen.example"
APPLICATION = """Guten Tag,

wir vom Landkreis Uelzen möchten gern im Forum mitarbeiten. Ich heiße Jan Beispiel und bin Integrationsbeauftragter.
Wir erhoffen uns den Austausch mit anderen Landkreisen, weil wir hier allein auf weiter Flur sind.
Besonders interessiert uns die AG Wohnen.

Mit freundlichen Grüßen
Jan Beispiel
"""
INTEREST = """1. Koordination der Integrationsarbeit, 20 Stunden.
2. Wohnraum und Sprachkurse.
3. Unser Sprachmittlerpool läuft seit fünf Jahren.
4. Ja.
"""


class Desk:
    """Somebody sitting at the page."""

    def __init__(self, page, pictures: Path) -> None:
        self.page, self.pictures, self.count = page, pictures, 0

    def picture(self, name: str) -> None:
        self.count += 1
        self.page.screenshot(path=self.pictures / f"{self.count:02}-{name}.png", full_page=True)

    def be_somebody_new(self, name: str, address: str) -> None:
        self.page.get_by_test_id("new-person").click()
        self.page.get_by_test_id("person-name").fill(name)
        self.page.get_by_test_id("person-address").fill(address)
        self.page.get_by_test_id("person-save").click()

    def be(self, address: str) -> None:
        self.page.locator(f'[data-testid=mailbox][data-address="{address}"]').click()

    def write(self, to: str, subject: str, text: str) -> None:
        self.page.get_by_test_id("new-letter").click()
        self.page.get_by_test_id("compose-to").fill(to)
        self.page.get_by_test_id("compose-subject").fill(subject)
        self._send(text)

    def open(self, words: str) -> None:
        self.page.locator("[data-testid=letter]", has_text=words).first.click(timeout=15000)
        self.page.get_by_test_id("letter-subject").filter(has_text=words).wait_for(timeout=15000)

    def answer(self, text: str) -> None:
        self.page.get_by_test_id("action-reply").click()
        self._send(text)

    def _send(self, text: str) -> None:
        self.page.get_by_test_id("compose-text").fill(text)
        self.page.get_by_test_id("send").click()
        self.page.get_by_test_id("composer").wait_for(state="hidden", timeout=15000)

    def text(self) -> str:
        version = self.page.get_by_test_id("version-text")
        if version.count():
            version.click()
        return self.page.get_by_test_id("letter-text").inner_text(timeout=15000)


@pytest.fixture
def desk(tmp_path):
    chromium = need("chromium")
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    PICTURES.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with gateway(tmp_path) as (_, web, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=quiet)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="de-DE")
        page.set_default_timeout(15000)
        page.goto(f"http://127.0.0.1:{web}/")
        yield Desk(page, PICTURES)
        browser.close()


def test_from_application_to_mentored_member(desk):
    desk.be_somebody_new(NAME, ADDRESS)
    desk.write("anmeldung@forum-demo.example", "Mitarbeit im Forum", APPLICATION)
    desk.open("das fehlt noch")
    assert "Einwilligung" in desk.text()
    assert "Landkreis Uelzen (03360)" in desk.text()
    desk.picture("what-is-missing")
    desk.answer("Ja, ich willige ein.")
    desk.open("Ihre Interessenbekundung")
    desk.picture("interest")
    desk.answer(INTEREST)
    desk.open("Ihre Anmeldung ist vollständig")

    desk.be(OFFICE)
    desk.open("Bitte entscheiden")
    assert "Sprachmittlerpool" in desk.text()
    desk.picture("dossier")
    desk.answer("Passt, bitte aufnehmen. Mentorin wäre Frau Obermoos.")
    desk.open("Erledigt")
    assert "Landkreis Uelzen ist aufgenommen" in desk.text()
    desk.picture("receipt")

    desk.be(ADDRESS)
    desk.page.locator("[data-testid=letter]", has_text="Willkommen").first.wait_for()
    desk.picture("welcome-waits")
    desk.page.get_by_test_id("advance-10").click()
    desk.open("Willkommen")
    assert "ag-wohnen@forum-demo.example" in desk.text()
    desk.picture("welcome")

    desk.be(MENTOR)
    desk.open("Begleiten Sie Jan Beispiel")
    desk.answer("Ja, mache ich gern.")
    desk.be(ADDRESS)
    desk.open("begleitet Sie im Forum")
    assert MENTOR in desk.text()
    desk.picture("mentor")
