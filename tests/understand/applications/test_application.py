"""Applications as people write them: forms, prose, lists; and what is none."""

import pytest
from letters import plain, read, vocabulary, written

from mailflow.understand.applications.application import application_in
from mailflow.understand.applications.completion import completed


def applied(text, **letter):
    defaults = {"to": "anmeldung@forum.example", "subject": "Anmeldung", "sender": "lea.muster@kreis-hoexter.example", "name": "Lea Muster"}
    return application_in(written(text, **{**defaults, **letter}), vocabulary())


FORM = """Landkreis: Kreis Höxter
Ansprechpartner:in: Dr. Lea Muster
Funktion: Leitung Kommunales Integrationszentrum
E-Mail: lea.muster@kreis-hoexter.example
Telefon: 05271 965-1234
Themen: Sprachmittlung; Wohnen; Ehrenamt
Warum möchten Sie mitmachen: Wir suchen Austausch mit ländlichen Kreisen.
Einwilligung: ja"""


def test_the_form():
    [record] = applied(FORM).records
    assert (record.landkreis, record.ags, record.bundesland) == ("Kreis Höxter", "05762", "Nordrhein-Westfalen")
    assert (record.contact_name, record.role) == ("Lea Muster", "Leitung Kommunales Integrationszentrum")
    assert record.phone == "+4952719651234"
    assert record.topics == ("Sprachmittlung", "Wohnen", "Ehrenamt")
    assert record.consent_given
    assert record.missing == ()


@pytest.mark.parametrize(
    "text",
    [
        "Landkreis: Uelzen, Name: Eva Beispiel, Funktion: Leiterin; Tel.: 0581 1234 (privat: 0581 99) / OE: Amt 50",
        "Vorname: Eva\nNachname: Beispiel\nLK: Uelzen\nFunktion: Leiterin - Telefon: 0581 1234\nEinheit: Amt 50",
        "Nachname, Vorname: Beispiel, Eva\nKreis: Uelzen\nFunktion: Leiterin\nTelefon: 0581 1234. Org.-Einheit: Amt 50",
        "Name: Beispiel, Vorname: Eva, Kreis: Uelzen, Funktion: Leiterin, Tel: 0581 1234, Amt: Amt 50",
    ],
)
def test_a_form_squeezed_into_few_lines(text):
    [record] = applied(text, sender="eva@landkreis-uelzen.example", name="").records
    told = (record.landkreis, record.contact_name, record.role, record.phone, record.unit)
    assert told == ("Landkreis Uelzen", "Eva Beispiel", "Leiterin", "+495811234", "Amt 50")


def test_prose_from_a_phone():
    found = applied(
        "Moin, wir vom LK Uelzen würden gern bei euch mitmachen. Was muss ich tun? Gruß J. Beispiel, Integrationsbeauftragter",
        name="Jan Beispiel",
    )
    [record] = found.records
    assert record.landkreis == "Landkreis Uelzen"
    assert record.contact_name == "Jan Beispiel"
    assert record.role == "Integrationsbeauftragter"
    assert "consent" in record.missing


@pytest.mark.parametrize(
    ("text", "consent"),
    [
        ("Mit der Speicherung meiner Daten bin ich einverstanden.", True),
        ("Ich willige in die Verarbeitung meiner Daten ein.", True),
        ("Funktion: Leiterin. Ja, wir willigen ein.", True),
        ("I consent to the processing of my data.", True),
        ("Einer Speicherung meiner Daten stimme ich nicht zu.", False),
        ("Die Einwilligung reiche ich nach.", False),
        ("Zum Datenschutz habe ich noch eine Frage.", False),
    ],
)
def test_consent_only_by_an_explicit_statement(text, consent):
    [record] = applied(f"Der Kreis Höxter möchte Mitglied werden. Ich bin Lea Muster, Integrationsbeauftragte. {text}").records
    assert record.consent_given is consent


def test_a_town_is_a_guest():
    found = applied(
        "Die Stadt Lemgo beantragt die Aufnahme als Mitglied.\nKontakt: Petra Vogt, Amtsleiterin Soziales, vogt@lemgo.example, 05261 213-0"
    )
    assert found.records[0].applicant_kind == "guest"
    assert found.records[0].organisation == "Stadt Lemgo"
    assert "not_a_landkreis" in found.flags


def test_an_association_asks_to_be_a_guest():
    [record] = applied(
        "Wir sind der Verein Brückenbau e. V. und würden gern als Gast teilnehmen. Ansprechpartner: Karl Dreher, 1. Vorsitzender"
    ).records
    assert (record.applicant_kind, record.guest_kind) == ("guest", "civil_society")
    assert record.organisation.startswith("Brückenbau e. V")
    assert record.contact_name == "Karl Dreher"


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Wie werde ich Mitglied?", "inquiry"),
        ("Was kostet die Mitgliedschaft, und wie läuft die Aufnahme ab?", "inquiry"),
        ("Hiermit ziehe ich unsere Anmeldung zurück.", "withdrawal"),
        ("Sichern Sie sich jetzt 20 % Frühbucherrabatt! Nur noch 3 Plätze frei!", "spam"),
    ],
)
def test_what_is_no_application(text, flag):
    found = applied(text, subject="Mitgliedschaft")
    assert not found.is_application
    assert found.flags == (flag,)


class TestCompleting:
    """The reply to "what is still missing"."""

    def record(
        self,
        text="hallo, hier karlsruhe, wir wollen auch mitmachen. ich bin Tina Probst, Integrationsbeauftragte. Wir suchen Austausch mit anderen Kreisen.",
    ):
        return applied(text, name="Tina Probst", sender="tina@webmail.example").records[0]

    def reply(self, record, text):
        return completed(record, written(text, name="Tina Probst", sender="tina@webmail.example"), vocabulary())

    def test_the_name_is_asked_back(self):
        record = self.record()
        assert record.landkreis == ""
        assert record.candidates == ("Landkreis Karlsruhe", "Stadt Karlsruhe")

    @pytest.mark.parametrize(
        "text", ["1", "Der Landkreis natürlich.", "den Landkreis", "Landkreis Karlsruhe", "Wir sind der Landkreis, nicht die Stadt."]
    )
    def test_the_landkreis_is_meant(self, text):
        assert self.reply(self.record(), text).landkreis == "Landkreis Karlsruhe"

    @pytest.mark.parametrize("text", ["2", "die Stadt", "Stadt Karlsruhe", "Nicht der Landkreis, sondern die Stadt."])
    def test_the_town_is_meant(self, text):
        better = self.reply(self.record(), text)
        assert (better.landkreis, better.organisation, better.applicant_kind) == ("", "Stadt Karlsruhe", "guest")

    @pytest.mark.parametrize(
        ("said", "field", "is_now"),
        [
            ("Entschuldigung, gemeint ist der Kreis Höxter, nicht Uelzen.", "landkreis", "Kreis Höxter"),
            ("Telefon bitte ändern: 05271 965-210", "phone", "+495271965210"),
            ("Mit den Kolleg:innen im Kreis Höxter tauschen wir uns schon aus.", "landkreis", "Landkreis Uelzen"),
        ],
    )
    def test_what_is_put_right_in_a_sentence(self, said, field, is_now):
        [record] = applied(FORM.replace("Kreis Höxter", "Landkreis Uelzen")).records
        assert getattr(self.reply(record, said), field) == is_now

    def test_consent_by_a_plain_yes(self):
        record = applied(FORM.replace("Einwilligung: ja", "")).records[0]
        assert record.missing == ("consent",)
        assert self.reply(record, "Ja.").missing == ()
        assert self.reply(record, "Nein, das möchte ich nicht.").missing == ("consent",)

    def test_a_correction(self):
        record = applied(FORM).records[0]
        assert self.reply(record, "Funktion: Fachdienstleitung").role == "Fachdienstleitung"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "der Kreis Höxter möchte beitreten. Ansprechpartnerin ist Frau Dr. Eva Lang (Leiterin Sozialamt, lang@hx.example, 05271 965-12).",
            {"contact_name": "Eva Lang", "role": "Leiterin Sozialamt", "email": "lang@hx.example", "phone": "+49527196512"},
        ),
        (
            "hiermit beantragen wir die Mitgliedschaft. Als Vertreterin benennen wir Frau Inga Thomsen, Integrationskoordinatorin.",
            {"contact_name": "Inga Thomsen", "role": "Integrationskoordinatorin"},
        ),
        (
            "Vor- und Zuname: Müller, Hans\nDienststellung: Sachgebietsleiter\nMail: h.mueller@hx.example\nTel. (dienstlich): 05271/612-0\n"
            "Interessensgebiete: Ehrenamt, Arbeit\nBeweggründe: Wir möchten Erfahrungen austauschen.\nDatenverarbeitung: einverstanden",
            {
                "contact_name": "Hans Müller",
                "role": "Sachgebietsleiter",
                "phone": "+4952716120",
                "topics": ("Ehrenamt", "Arbeit"),
                "motivation": "Wir möchten Erfahrungen austauschen.",
                "consent_given": True,
            },
        ),
        (
            "1. Landkreis? Cham\n2. Name? Eva Lang\n3. Funktion? Bildungskoordinatorin\n4. E-Mail? lang@cham.example\n5. Warum? Weil wir allein sind.",
            {
                "landkreis": "Landkreis Cham",
                "contact_name": "Eva Lang",
                "role": "Bildungskoordinatorin",
                "motivation": "Weil wir allein sind.",
            },
        ),
        (
            "Der Kreis Höxter möchte Mitglied werden. Besonders interessieren uns die Themen Wohnen und Ehrenamt. Meine Daten dürft ihr speichern.",
            {"topics": ("Wohnen", "Ehrenamt"), "consent_given": True},
        ),
        (
            "Telefon: 05271 965-120\nLandkreis: Höxter\nName: Eva Lang\nKorrektur: Die Telefonnummer lautet richtig 05271 965-210, ein Zahlendreher.",
            {"phone": "+495271965210"},
        ),
        (
            "der Kreis Höxter möchte beitreten. Unsere Kernthemen sind Gesundheit und Ehrenamt. Davon versprechen wir uns kürzere Wege.",
            {"topics": ("Gesundheit", "Ehrenamt"), "motivation": "Davon versprechen wir uns kürzere Wege."},
        ),
        (
            "Landkreis  Kreis Höxter\nFunktion ...... Leiterin Sozialamt\nTelefon | 05271 965-12\nEinwilligung  [ ] nein  [X] ja",
            {"landkreis": "Kreis Höxter", "role": "Leiterin Sozialamt", "phone": "+49527196512", "consent_given": True},
        ),
        (
            "Landkreis: Kreis Höxter\nTelefon dienstlich 05271 965-12 (privat: 0176 04069099)\nEinwilligung: ja",
            {"phone": "+49527196512"},
        ),
        (
            "Landkreis\nKreis Höxter\n\nGewünschte Themen\nGesundheit\n\nStimmen Sie der Verarbeitung Ihrer Daten zu?\nJa, ich stimme zu.",
            {"topics": ("Gesundheit",), "consent_given": True},
        ),
        (
            "der Kreis Höxter möchte beitreten. Uns geht es darum, dass die Stimmen der Ehrenamtlichen gehört werden.",
            {"motivation": "Uns geht es darum, dass die Stimmen der Ehrenamtlichen gehört werden."},
        ),
        (
            "der Landkreis Uelzen ist ja schon Mitglied und hat Sie empfohlen. Nun beantragt auch der Kreis Höxter die Mitgliedschaft.",
            {"landkreis": "Kreis Höxter"},
        ),
        (
            "der Kreis Höxter möchte beitreten. Ich, Jan Kurz, bin nur die Vertretung (05271 965-11). Ihre Ansprechpartnerin wird Eva Lang, Leiterin "
            "der Koordinierungsstelle, lang@hx.example, 05271 965-12.",
            {"contact_name": "Eva Lang", "role": "Leiterin der Koordinierungsstelle", "email": "lang@hx.example", "phone": "+49527196512"},
        ),
        (
            "👤 Eva Lang, Projektleitung Willkommenslotsen\n📞 05271 965-12\n💡 Themen: Ehrenamt, Wohnen\n❤️ Motivation: Niemand rückt nach.\n✅ Einwilligung: ja",
            {
                "role": "Projektleitung Willkommenslotsen",
                "topics": ("Ehrenamt", "Wohnen"),
                "motivation": "Niemand rückt nach.",
                "consent_given": True,
            },
        ),
        (
            "der Kreis Höxter möchte beitreten. Ansprechpartner ist unser Integrationsbeauftragter Dr. Jan Kurz (kurz@hx.example).",
            {"contact_name": "Jan Kurz", "role": "Integrationsbeauftragter"},
        ),
        (
            "der Kreis Höxter möchte beitreten. Besonders beschäftigen uns die Sprachförderung und die Gesundheitsversorgung.",
            {"topics": ("Sprachförderung", "Gesundheitsversorgung")},
        ),
        (
            "der Kreis Höxter möchte beitreten. Viele Familien ziehen aus den Städten zu uns, das sollten wir gemeinsam steuern.",
            {"motivation": "Viele Familien ziehen aus den Städten zu uns, das sollten wir gemeinsam steuern."},
        ),
        (
            "we, Kreis Höxter, would like to become a member. We are mainly interested in housing and health.",
            {"topics": ("housing", "health")},
        ),
    ],
)
def test_what_an_application_says_in_its_own_way(text, wanted):
    [record] = applied(f"Guten Tag,\n{text}", name="").records
    assert {name: getattr(record, name) for name in wanted} == wanted


def test_two_counties_on_one_sheet_are_two_applications():
    sheet = "Landkreis: Landkreis {}\nAnsprechperson: {}\nFunktion: Koordination\nE-Mail: a@{}.example\nEinwilligung: ja"
    text = "\n\n".join(sheet.format(*who) for who in [("Moorrand", "Gesa Tietjen", "moor"), ("Geestrand", "Heiner Cordes", "geest")])
    found = applied(text, name="Gesa Tietjen", sender="a@moor.example")
    assert [r.landkreis for r in found.records] == ["Landkreis Moorrand", "Landkreis Geestrand"]
    assert [r.contact_name for r in found.records] == ["Gesa Tietjen", "Heiner Cordes"]
    assert found.flags == ()


def test_who_writes_for_a_colleague_is_not_the_contact():
    found = applied(
        "Ich melde hiermit meine Kollegin Maria Huber für das Forum an. Sie ist Integrationslotsin im Kreis Höxter, huber@hx.example."
    )
    assert (found.records[0].contact_name, found.records[0].role, found.records[0].email) == (
        "Maria Huber",
        "Integrationslotsin",
        "huber@hx.example",
    )
    assert found.flags == ("on_behalf",)


@pytest.mark.parametrize(
    "text",
    [
        "Ich möchte mich zum Netzwerktreffen am 24. September anmelden.",
        "hiermit melde ich mich zum Frühjahrsforum am 3. Mai an. Kreis Höxter",
        "Anmeldung Stammtisch: der Kreis Höxter kommt zu zweit.",
    ],
)
def test_a_place_at_a_meeting_is_no_application(text):
    assert applied(text).flags == ("event_registration",)


def test_who_applies_may_speak_of_a_meeting_too():
    assert applied("der Kreis Höxter beantragt die Aufnahme. Die Anmeldung zum Netzwerktreffen folgt.").is_application


@pytest.mark.parametrize(
    "text",
    [
        "bevor der Kreis Höxter einen Antrag stellt, bitte ich um Auskunft: Was kostet die Mitgliedschaft?",
        "der Kreis Höxter möchte vielleicht Mitglied werden. Bitte verstehen Sie das nicht als Antrag.",
        "der Kreis Höxter würde gern mitmachen, doch eine Anmeldung ist damit noch nicht verbunden.",
    ],
)
def test_who_says_that_it_is_no_application_yet_asks(text):
    assert applied(text, subject="Aufnahmeantrag").flags == ("inquiry",)


def test_a_form_whose_labels_name_two_things_is_read_and_no_signature():
    sheet = "Ansprechpartner/in: Lang, Eva\nLandkreis/Region: Wesermarsch\nFunktion/Stelle: Integrationslotsin\nTelefon/Mobil: +49 (0)4401 927-0"
    [record] = application_in(plain(sheet), vocabulary()).records
    assert (record.landkreis, record.contact_name, record.phone) == ("Landkreis Wesermarsch", "Eva Lang", "+4944019270")


def test_a_function_is_no_name():
    [record] = applied("ich bin Sachgebietsleiter Integration im Kreis Höxter und möchte unseren Kreis gern im Forum vertreten.").records
    assert (record.contact_name, record.role) == ("Lea Muster", "Sachgebietsleiter Integration")


def test_a_function_told_behind_what_it_is_about():
    [record] = applied(
        "Wir im Kreis Höxter haben seit Mai eine Stabsstelle Integration, die leite ich, und möchten Mitglied werden."
    ).records
    assert record.role == "Leitet eine Stabsstelle Integration"


def test_dotted_lines_between_label_and_answer():
    dotted = FORM.replace("Bundesland", "Land").replace(": ", " ..........: ").replace("mitmachen ..........:", "mitmachen:")
    [record] = applied(dotted).records
    assert record.topics == ("Sprachmittlung", "Wohnen", "Ehrenamt")
    assert (record.role, record.missing) == ("Leitung Kommunales Integrationszentrum", ())


@pytest.mark.parametrize(
    "text",
    [
        "Könnten Sie mir bitte das Antragsformular zusenden und sagen, ob je Landkreis zwei Personen teilnehmen dürfen?",
        "Bitte schicken Sie uns das Formular zu. Entschieden ist bei uns noch nichts.",
        "Could you send me the form? We have not decided yet.",
    ],
)
def test_who_wants_the_form_does_not_apply_yet(text):
    assert applied(text, subject="Formular").flags == ("inquiry",)


def test_a_new_number_in_the_letter_replaces_the_one_in_the_form():
    [record] = applied(f"{FORM}\n\nIm Formular steht noch die alte Nummer, meine neue Telefonnummer ist 05271 965-4321.").records
    assert record.phone == "+4952719654321"


def test_a_charity_abroad_asks_to_be_a_guest():
    text = "Meadow Bridge Network would like to join your forum as a guest organisation.\n\nContact: Ann Sample\nRole: programme manager"
    [record] = applied(text, sender="ann@meadow.example.org", name="Ann Sample").records
    assert (record.organisation, record.guest_kind) == ("Meadow Bridge Network", "civil_society")


def test_an_english_applicant_is_read_as_well():
    text = (
        "Dear colleagues,\n\nI am the integration officer of Landkreis Uelzen and we would like to take part in the forum. "
        "We would like to learn from other districts about courses, so please add me to the housing group."
    )
    (record,) = applied(text).records
    assert (record.role, record.groups, record.topics[:1]) == ("Integration officer", ("wohnen",), ("Wohnen",))


ATTACHED = """From: Yvonne Grosse <y.grosse@altmoor.example>
Subject: WG: Mitmachen
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

neuer Kreis für uns, siehe Anhang.
--b
Content-Type: message/rfc822

From: Kerstin Ohlau <k.ohlau@uelzen.example>
Subject: Mitmachen
Content-Type: text/plain; charset=utf-8

der Landkreis Uelzen möchte Mitglied werden, weil uns der Austausch fehlt.
Ich bin Migrationsbeauftragte und mit der Speicherung meiner Daten einverstanden.

Viele Grüße
Kerstin Ohlau
--b--
"""


def test_an_application_in_an_attached_mail():
    found = application_in(read(ATTACHED, to="anmeldung@forum.example"), vocabulary())
    [record] = found.records
    assert (record.landkreis, record.contact_name, record.email) == ("Landkreis Uelzen", "Kerstin Ohlau", "k.ohlau@uelzen.example")
    assert (record.consent_given, record.missing) == (True, ())
    assert "forwarded" in found.flags


@pytest.mark.parametrize(
    ("said", "name", "state"),
    [
        ("der Landkreis Hohe Asse (Niedersachsen) möchte Mitglied werden", "Landkreis Hohe Asse", "Niedersachsen"),
        ("die Region Leineufer in Niedersachsen möchte Mitglied werden", "Region Leineufer", "Niedersachsen"),
        ("hiermit beantragt der Landkreis Aubachtal, Freistaat Bayern, die Aufnahme", "Landkreis Aubachtal", "Bayern"),
        ("der Kreis Eiderbruch aus Schleswig-Holstein möchte Mitglied werden", "Kreis Eiderbruch", "Schleswig-Holstein"),
        ("der hessische Landkreis Lahnsteg möchte Mitglied werden", "Landkreis Lahnsteg", "Hessen"),
        ("der Taubergrundkreis möchte Mitglied werden", "Taubergrundkreis", ""),
        ("der Landkreis Laberhöhe möchte Mitglied werden", "Landkreis Laberhöhe", ""),
        ("für den Landkreis Saarufer im Saarland beantrage ich die Mitgliedschaft", "Landkreis Saarufer", "Saarland"),
        ("der Landkreis Moorland in der Region Unterweser möchte Mitglied werden", "Landkreis Moorland", ""),
    ],
)
def test_counties_that_the_register_lacks(said, name, state):
    [record] = application_in(written(f"Guten Tag, {said}.", to="anmeldung@forum.example"), vocabulary()).records
    assert (record.landkreis, record.bundesland, record.applicant_kind) == (name, state, "member")


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("Die Einwilligung in die Verarbeitung der personenbezogenen Daten wird hiermit erteilt.", True),
        ("Gegen die Speicherung meiner Daten habe ich nichts einzuwenden, Sie dürfen sie verwenden.", True),
        ("Die Einwilligung in die Verarbeitung der Daten wird erteilt, sobald der Personalrat zustimmt.", False),
        ("Der Speicherung meiner Daten stimme ich nicht zu.", False),
        ("\nEinwilligung zur Datenverarbeitung: [ ] ja  [x] nein", False),
        ("\nEinwilligung zur Datenverarbeitung: ( ) ja  (x) nein", False),
        ("\nEinwilligung zur Datenverarbeitung: ja [x]  nein [ ]", True),
        ("\n[x] Ich widerspreche der Verarbeitung meiner Daten.", False),
        ("\nSind Sie mit der Speicherung Ihrer Daten einverstanden?\nNein", False),
        ("Die Hinweise zum Datenschutz habe ich gelesen.", False),
        ("Zum Speichern meiner Daten haben Sie meine Zustimmung und meinen Segen.", True),
        ("In die Verarbeitung meiner Daten willige ich\nnicht ein.", False),
        ("Einwilligung ok", True),
        ("Meine Einwilligung zur Speicherung meiner Daten habt ihr.", True),
        ("Meine Einwilligung zur Speicherung meiner Daten haben Sie noch nicht.", False),
        ("Ja zur Einwilligung", True),
        ("Einwilligung ok, wenn unser Datenschutzbeauftragter zustimmt", False),
        ("Mit der Speicherung ist Frau Kern hoffentlich einverstanden.", False),
        ("Wir gehen davon aus, dass sie mit der Speicherung einverstanden ist.", False),
        ("Bitte teilen Sie mit, wem ich die Einwilligung geben soll.", False),
        ("Ich hoffe, das genügt, und stimme der Speicherung meiner Daten zu.", True),
    ],
)
def test_consent_as_people_give_or_withhold_it(said, given):
    [record] = application_in(
        written(f"Der Landkreis Uelzen möchte Mitglied werden. {said}", to="anmeldung@forum.example"), vocabulary()
    ).records
    assert record.consent_given is given


def test_a_function_told_by_what_somebody_does():
    text = "Der Landkreis Uelzen möchte Mitglied werden. Ich koordiniere die Integrationsarbeit im Kreis."
    [record] = application_in(written(text, to="anmeldung@forum.example"), vocabulary()).records
    assert record.role == "Koordiniert die Integrationsarbeit"


def test_a_topic_called_one_is_named_once():
    text = "Der Landkreis Uelzen möchte Mitglied werden, um sich mit anderen zum Thema Wohnen auszutauschen."
    [record] = applied(text).records
    assert record.topics == ("Wohnen",)


@pytest.mark.parametrize(
    ("told", "name", "role"),
    [
        (
            "Teilnehmen würde unsere Hauptamtsleiterin Beate Beispiel (b.beispiel@kreis-hoexter.example).",
            "Beate Beispiel",
            "Hauptamtsleiterin",
        ),
        (
            "Frau Dr. Nele Muster, Dezernentin für Soziales beim Kreis Höxter, hat mich gebeten, uns anzumelden. "
            "Ihre Kontaktdaten: n.muster@kreis-hoexter.example, Durchwahl 05271 965-417.",
            "Nele Muster",
            "Dezernentin für Soziales",
        ),
        (
            "Wahrgenommen wird die Teilnahme durch Frau Annegret Muster, Referentin im Referat 35 (a.muster@kreis-hoexter.example).",
            "Annegret Muster",
            "Referentin im Referat 35",
        ),
        (
            "My name is Sean Muster, I work as project manager in the integration unit.",
            "Sean Muster",
            "Project manager in the integration unit",
        ),
    ],
)
def test_who_takes_part_as_people_tell_it(told, name, role):
    [record] = applied(f"Wir beantragen für den Kreis Höxter die Mitgliedschaft im Forum.\n\n{told}", name="Ilse Vorzimmer").records
    assert (record.contact_name, record.role) == (name, role)


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ("Nach Rücksprache mit der Leitung nehmen wir unseren Antrag\nauf Mitgliedschaft zurück.", "withdrawal"),
        ("Der Landkreis Uelzen hält an seinem Aufnahmeantrag vom Februar nicht länger fest.", "withdrawal"),
        ("Please disregard my request for membership of last week.", "withdrawal"),
        ("Könnt ihr mir mal die Unterlagen zum Mitmachen schicken? Die Chefin will das erst lesen.", "inquiry"),
    ],
)
def test_who_takes_an_application_back_or_only_wants_papers_applies_for_nothing(said, flag):
    found = applied(said)
    assert (found.is_application, found.flags) == (False, (flag,))


def test_a_part_of_a_county_s_administration_names_it():
    [record] = applied("Das Jugendamt des Landratsamts Uelzen möchte im Forum mitarbeiten.").records
    assert record.landkreis == "Landkreis Uelzen"


def test_who_would_like_to_come_in_applies():
    assert applied("Moin, wir vom Landkreis Uelzen würden gern bei euch mit rein.").is_application


def test_to_take_part_is_no_topic():
    """ "mitmachen" begins like "mit" and is a verb."""
    text = "Wir im Landkreis Uelzen möchten mitmachen. Wohnraum ist bei uns das große Thema, da würde ich gern bei der AG Wohnen mitmachen."
    [record] = applied(text).records
    assert record.topics == ("Wohnen",)


def test_answers_below_quoted_questions():
    body = (
        "Meine Antworten stehen jeweils darunter.\n\nAm 12.03.27 um 10:00 schrieb Programmbüro:\n> 1. Für welchen Landkreis?\n\nKreis Höxter\n\n"
        "> 2. Welche Themen interessieren Sie?\n\nEhrenamt\nSprache\n\n> 3. Warum möchten Sie dem Forum beitreten?\n\nWir haben viele Fragen.\n\n"
        "> 4. Stimmen Sie der Verarbeitung Ihrer Daten zu?\n\nJa, gern\n"
    )
    [record] = application_in(plain(body), vocabulary()).records
    assert (record.landkreis, record.topics, record.consent_given) == ("Kreis Höxter", ("Ehrenamt", "Sprache"), True)
    assert record.motivation == "Wir haben viele Fragen."


def test_a_deputy_who_writes_takes_part_too():
    found = applied(
        "Der Kreis Höxter möchte beitreten. Ich bin die Vertretung. Ansprechpartnerin ist Eva Lang, Leiterin Sozialamt.", name="Jan Kurz"
    )
    assert "on_behalf" not in found.flags


@pytest.mark.parametrize(
    ("told", "role"),
    [
        ("Ansprechpartnerin bin ich selbst als Dezernentin für Jugend und Soziales.", "Dezernentin für Jugend und Soziales"),
        ("Ich bin Referentin für Integration und Ehrenamt und möchte gern mitmachen.", "Referentin für Integration und Ehrenamt"),
        ("Als Kreisdirektorin habe ich das Thema an mich gezogen.", "Kreisdirektorin"),
        ("Ich bin dort Schriftführerin; wir freuen uns.", "Schriftführerin"),
        ("Mitarbeiten möchte ich selbst als Integrationsbeauftragte.", "Integrationsbeauftragte"),
        ("Ansprechpartnerin: Lea Muster, Tel. 05271 965-12. Sitze im Zug, Rest später.", ""),
        ("Ansprechpartnerin: Lea Muster, 05271 965-12, vormittags am besten.", ""),
        ("Als Gast möchte ich erst einmal zuhören.", ""),
        (
            "Ich kümmere mich bei uns um die Koordination der Sprachkurse und würde gern mitmachen.",
            "Kümmert sich um die Koordination der Sprachkurse",
        ),
        ("Ich leite hier seit Januar den Fachdienst Asyl und Integration.", "Leitet den Fachdienst Asyl und Integration"),
        ("Ich mach bei uns im Haus die Koordination Migration.", "Koordination Migration"),
        ("Ich schreibe auch für das Netzwerk, bei dem ich Kassenwartin bin.", "Kassenwartin"),
        ("Hier bin ich seit dem Sommer Leiter der Stabsstelle Integration.", "Leiter der Stabsstelle Integration"),
    ],
)
def test_a_function_in_prose(told, role):
    [record] = applied(f"Wir beantragen für den Kreis Höxter die Mitgliedschaft im Forum. {told}").records
    assert record.role == role


@pytest.mark.parametrize(
    ("said", "consents"),
    [
        ("I have read the privacy notice and consent to the processing of my data.", True),
        ("We have read and accept the privacy notice.", True),
        ("I agree that you store and process my data.", True),
        ("I agree that data protection matters.", False),
        ("I have read the privacy notice but do not consent to the processing of my data.", False),
        ("I have read the privacy notice.", False),
        ("I will ask whether my colleague agrees to the storage of her data.", False),
        ("We hope the colleague consents to data processing.", False),
        ("We agree with you that consent is important.", False),
        ("If she agrees, you may store the data.", False),
    ],
)
def test_consent_in_english_goes_on_behind_an_and(said, consents):
    [record] = applied(f"We would like to join the Forum as members for Kreis Höxter.\n\n{said}").records
    assert record.consent_given is consents


@pytest.mark.parametrize(
    "body",
    [
        "Werden Sie jetzt Premium-Mitglied und sichern Sie Ihrem Landkreis den Vorsprung. Nur 49 € im Monat.\nNewsletter abbestellen",
        "Anmeldung offen!\n\nIn unserem Intensivkurs lernen Landkreise, wie sie Fördermittel sichern. Nur 490 EUR.\n\nAbbestellen",
    ],
)
def test_a_price_and_a_way_out_of_the_list_sell_something(body):
    assert applied(body, subject="Jetzt Mitgliedschaft sichern").flags == ("spam",)


@pytest.mark.parametrize(
    ("domain", "landkreis", "candidates"),
    [
        ("kreis-desterwald.example", "Landkreis Desterwald", ()),
        ("westerwaldkreis.example", "", ("Westerwaldkreis",)),
        ("verwaltung.example", "", ("Westerwaldkreis",)),
    ],
)
def test_their_own_domain_tells_whether_a_name_near_to_a_district_is_misspelt(domain, landkreis, candidates):
    [record] = applied("Wir beantragen für den Landkreis Desterwald die Mitgliedschaft.", sender=f"lea.muster@{domain}").records
    assert (record.landkreis, record.candidates) == (landkreis, candidates)


@pytest.mark.parametrize(
    ("name", "address", "is_office"),
    [
        ("Landratsamt Höxter Soziales", "sozialwesen@kreis-hoexter.example", True),
        ("Sozialamt", "amt-soziales@kreis-hoexter.example", True),
        ("Lea Muster", "muster@kreis-hoexter.example", False),
        ("Ministerium, Referat 32", "lea.muster@land.example", False),
        ("Fachdienst Soziales", "lea.muster@kreis-hoexter.example", False),
    ],
)
def test_a_mailbox_of_an_office_that_names_the_person(name, address, is_office):
    assert ("function_mailbox" in applied(FORM, name=name, sender=address).flags) is is_office
