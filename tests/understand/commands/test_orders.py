"""Commands in own words: what acts, what never acts, what is asked back (domain.md, phrase corpus)."""

import pytest
from letters import ADMISSION, MODERATION, TODAY, vocabulary, written

from mailflow.understand.commands.orders import orders_in

CASE = "F-2027-0031"


def decided(text, offered=ADMISSION):
    return orders_in(written(text), vocabulary(), TODAY, offered=offered, case=CASE)


@pytest.mark.parametrize(
    "text",
    [
        "AUFNEHMEN",
        "aufnehmen!",
        "Passt.",
        "ok",
        "Ja",
        "Ja bitte 👍",
        "Einverstanden, bitte aufnehmen",
        "von mir aus gern",
        "kann rein",
        "machen wir so",
        "+1",
        "Hallo,\n\nbitte aufnehmen.\n\nDanke\nAnna Muster",
        "Genehmigt.",
        "approve",
        "Please admit.",
        "Passt, bitte aufnehmen. Mentorin wäre Frau Kern aus Celle. VG",
        "genemigen",
        "Endlich jemand aus der Ecke 🎉 Bitte aufnehmen!",
    ],
)
def test_clear_words_admit(text):
    found = decided(text)
    assert [o.intent for o in found.orders] == ["approve"]
    assert found.orders[0].args["case"] == CASE
    assert found.unclear == ()


@pytest.mark.parametrize(
    "text",
    [
        "nicht ok",
        "noch nicht",
        "Bitte noch nicht aufnehmen, die Unterschrift fehlt.",
        "Bitte aufnehmen, die Unterlagen fehlen noch.",
        "Scherz 😂 Bitte aufnehmen",
        "Bitte aufnehmen 🎉 aber erst im Mai",
        "Aufnehmen ja, und die Unterschrift steht ja noch aus.",
        "bitte NICHT aufnehmen",
        "aufnehmen wir eher nicht",
        "passt nicht",
        "aufnehmen? weiß ich nicht",
        "Aufnehmen?",
        "ok, aber erst nach Rücksprache",
        "wenn Herr Maier zustimmt, aufnehmen",
        "Nein. Aufnehmen können wir später",
        "ja/nein",
        "aufnehmen oder ablehnen, wie du meinst",
        "vielleicht aufnehmen",
        "hm",
        "???",
        "siehe Telefonat",
        "wie besprochen",
        "z. K.",
        "Antworten Sie mit AUFNEHMEN",
        "[Antworten: AUFNEHMEN]",
        "do not approve",
        "approve if the signature is there",
        "not yet",
        "genehmigen\n\nach nein, doch ablehnen",
    ],
)
def test_negated_conditional_or_unclear_words_never_admit(text):
    assert not [o for o in decided(text).orders if o.intent == "approve"]


def test_a_reason_may_say_what_it_likes():
    [order] = decided("ABLEHNEN Grund: Mitglied kann nur ein Landkreis werden, keine Stadt.").orders
    assert (order.intent, order.args["reason"]) == ("reject", "Mitglied kann nur ein Landkreis werden, keine Stadt")
    [order] = decided("Please reject - not a county.").orders
    assert (order.intent, order.args["reason"]) == ("reject", "not a county")


def test_a_question_runs_to_the_end():
    [order] = decided("RÜCKFRAGE: Ist das Dezernat einverstanden?\nUnd wer vertritt?").orders
    assert order.intent == "ask"
    assert order.args["text"] == "Ist das Dezernat einverstanden?\nUnd wer vertritt?"


def test_the_mentor_is_named():
    [order] = decided("Passt, bitte aufnehmen. Mentorin wäre Frau Kern aus Celle.").orders
    assert (order.args["mentor"], order.args["mentor_place"]) == ("Kern", "Celle")
    assert decided("Bitte aufnehmen, Mentorin wäre Frau Kern").orders[0].args["mentor"] == "Kern"


@pytest.mark.parametrize(
    "text",
    [
        "Klingt gut, die nehmen wir. Als Mentorin fände ich Frau Kern passend, sonst Herrn Bergfeld.",
        "Aufnehmen, Mentorin Frau Kern, wenn sie Zeit hat.",
        "Aufnehmen, Mentorin Frau Kern, aber nur wenn sie zusagt.",
        "Bitte aufnehmen, und Frau Kern begleitet sie.",
        "Bitte aufnehmen, begleiten könnte sie die Frau Kern.",
        "Aufnehmen. Ich würde ihr Frau Kern als Patin geben, nach Rücksprache mit Tomasz.",
        "Aufnehmen. Frau Kern nimmt sie sicher gern an die Hand.",
    ],
)
def test_the_mentor_is_named_in_many_ways(text):
    [order] = decided(text).orders
    assert (order.intent, order.args["mentor"]) == ("approve", "Kern")


def test_deferring_takes_a_date():
    [order] = decided("ZURÜCKSTELLEN bis 30.04.2027").orders
    assert (order.intent, order.args["until"]) == ("defer", "2027-04-30")


def test_moderation_has_its_own_words():
    assert [o.intent for o in decided("freigeben", MODERATION).orders] == ["release"]
    assert [o.intent for o in decided("raus damit", MODERATION).orders] == ["release"]
    assert decided("Noch nicht freigeben, ich rufe erst an.", MODERATION).orders == ()
    [order] = decided("verwerfen: Werbung", MODERATION).orders
    assert (order.intent, order.args["reason"]) == ("discard", "Werbung")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("verwerfen Grund: bitte nur als PDF", "bitte nur als PDF"),
        ("Verwerfen mit dem Hinweis, dass er sich an die Pressestelle wenden soll", "Sie sollten sich an die Pressestelle wenden"),
        ("Verwerfen mit dem Hinweis, dass das nicht zu uns passt", "das nicht zu uns passt"),
        ("Verwerfen mit dem Hinweis, dass sie ihren Antrag stellen muss", "sie ihren Antrag stellen muss"),
    ],
)
def test_a_reason_is_written_to_whoever_reads_it(said, reason):
    [order] = decided(said, MODERATION).orders
    assert (order.intent, order.args["reason"]) == ("discard", reason)


def test_several_commands_in_one_letter():
    text = "Guten Morgen,\n\nZUSTELLUNG wöchentlich\nPAUSE bis 14.08.\nVERLASSEN AG Wohnen\nF-2027-0002 ablehnen: doppelt\n\nDanke"
    found = orders_in(written(text), vocabulary(), TODAY)
    assert [o.intent for o in found.orders] == ["digest", "vacation", "unsubscribe", "reject"]
    assert found.orders[1].args["until"] == "2027-08-14"
    assert found.orders[2].args["group"] == "wohnen"
    assert found.orders[3].args["case"] == "F-2027-0002"


@pytest.mark.parametrize(
    ("text", "intent", "args"),
    [
        ("Bitte setzen Sie mich auf die Liste der AG Sprache.", "subscribe", {"group": "sprache"}),
        ("nehmen Sie mich bitte aus dem Verteiler der AG Wohnen", "unsubscribe", {"group": "wohnen"}),
        ("please unsubscribe me from the Housing group", "unsubscribe", {"group": "wohnen"}),
        ("Ich möchte die AG Wohnen bitte nur noch monatlich gesammelt haben", "digest", {"mode": "monthly", "group": "wohnen"}),
        ("AG Wohnen bitte einmal im Monat gebündelt", "digest", {"mode": "monthly", "group": "wohnen"}),
        ("Bitte nur noch freitags gesammelt, das ist mir zu viel", "digest", {"mode": "weekly", "group": "*"}),
        ("Ich bin vom 3. bis 21.8. im Urlaub", "vacation", {"from": "2027-08-03", "until": "2027-08-21"}),
        ("I am on leave until 14 August", "vacation", {"until": "2027-08-14"}),
        ("Welche AGs gibt es?", "list_groups", {}),
        ("Können Sie mir die Liste der Arbeitsgruppen schicken?", "list_groups", {}),
        ("Was ist offen?", "open", {}),
        ("Hilfe!", "help", {}),
        ("?", "help", {}),
        ("STATUS F-2027-0031", "status", {"case": "F-2027-0031"}),
        ("WER AG Wohnen", "list_members", {"group": "wohnen"}),
        ("rückgängig", "undo", {}),
    ],
)
def test_wishes_as_people_write_them(text, intent, args):
    [order] = orders_in(written(text), vocabulary(), TODAY).orders
    assert order.intent == intent
    assert args.items() <= order.args.items()


@pytest.mark.parametrize(
    "text",
    [
        "Liebe Kolleg:innen, wir überlegen einen Dolmetschpool aufzubauen. Wer hat Erfahrung?",
        "Danke für die Übersicht, das hilft mir sehr!",
        "Die Aufnahme der Familien läuft, wir haben die Liste der Wohnungen fertig und geben sie nächste Woche weiter.",
        "Könnten Sie mir sagen, ob die Hotelkosten erstattet werden?",
    ],
)
def test_prose_is_no_order(text):
    assert not orders_in(written(text), vocabulary(), TODAY).orders


def test_numbers_on_the_desk():
    found = decided("1 aufnehmen, 2 ablehnen Grund: keine Unterschrift, 3 später", (*ADMISSION, *MODERATION))
    assert [(o.args["number"], o.intent) for o in found.orders] == [(1, "approve"), (2, "reject"), (3, "defer")]
    assert found.orders[1].args["reason"] == "keine Unterschrift"


@pytest.mark.parametrize("several", ["5, 6 und 7 bitte freigeben", "5-7 freigeben", "5 bis 7 freigeben", "5, 6, 7: freigeben"])
def test_a_line_that_begins_with_several_numbers_decides_them_all(several):
    found = decided(f"{several}\n8 verwerfen Grund: doppelt", MODERATION)
    assert [(o.args["number"], o.intent) for o in found.orders] == [(5, "release"), (6, "release"), (7, "release"), (8, "discard")]


def test_a_numbered_line_nobody_understands_is_named_beside_those_that_act():
    found = decided("5 und 6 sehe ich anders\n8 verwerfen", MODERATION)
    assert [(o.args["number"], o.intent) for o in found.orders] == [(8, "discard")]
    assert [line for line, _ in found.unknown] == ["5 und 6 sehe ich anders"]


def test_an_invitation_owns_its_lines():
    text = "EINLADEN\nTitel: Netzwerktreffen\nAn: alle\nBeginn: 16.03.2027 14:00\nOrt: Celle\nText: Bitte absagen, wer nicht kann.\nDanke"
    [order] = orders_in(written(text), vocabulary(), TODAY).orders
    assert order.intent == "invite"
    assert order.args["block"] == {
        "titel": "Netzwerktreffen",
        "an": "alle",
        "beginn": "16.03.2027 14:00",
        "ort": "Celle",
        "text": "Bitte absagen, wer nicht kann.\nDanke",
    }


def test_the_subject_counts_only_where_the_body_is_empty():
    assert [o.intent for o in orders_in(written("", subject="HILFE"), vocabulary(), TODAY).orders] == ["help"]
    assert not orders_in(written("Danke für alles gestern.", subject="HILFE"), vocabulary(), TODAY).orders


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("PAUSE bis 3.4.2027\nKAFFEE KOCHEN", ["vacation"], ["KAFFEE KOCHEN"]),
        ("STATUS\nFLURBRTZ AG Wohnen", ["status"], ["FLURBRTZ AG Wohnen"]),
        ("FLURBRTZ AG Wohnen\nSTATUS", ["status"], ["FLURBRTZ AG Wohnen"]),
        ("PAUSE bis 3.4.2027\n\nDANKE!", ["vacation"], []),
        ("STATUS\n\nVIELEN DANK UND LIEBE GRÜSSE", ["status"], []),
        ("HALLO ZUSAMMEN,\n\nSTATUS\n\nMFG", ["status"], []),
        ("STATUS\n\nHier schneit es. Ihnen ein schönes Wochenende!", ["status"], []),
        ("GUTEN MORGEN,\nPAUSE bis 3.4.2027\nBESTEN DANK IM VORAUS", ["vacation"], []),
        ("Wir trinken Kaffee.\nKAFFEE KOCHEN", [], []),
    ],
)
def test_a_line_like_a_command_that_is_none_is_named_beside_one_that_is(text, known, unknown):
    found = orders_in(written(text), vocabulary(), TODAY)
    assert [o.intent for o in found.orders] == known
    assert [line for line, _ in found.unknown] == unknown
    assert found.unclear == ()


def test_an_unknown_line_casts_no_doubt_on_a_decision():
    found = decided("AUFNEHMEN\nKAFFEE KOCHEN")
    assert [o.intent for o in found.orders] == ["approve"]
    assert [line for line, _ in found.unknown] == ["KAFFEE KOCHEN"]
    assert decided("ABLEHNEN Grund:\nKEINE KAPAZITÄT").unknown == ()


@pytest.mark.parametrize(
    ("text", "intent", "group"),
    [
        ("please subscribe me to the Culture working group.", "subscribe", "Culture working group"),
        ("Could you add me to the Culture list, please.", "subscribe", "Culture list"),
        ("Bitte nehmen Sie mich in die Kultur-AG auf.", "subscribe", "Kultur-AG"),
        ("Bitte setzen Sie mich auf den Verteiler Kultur.", "subscribe", "Verteiler Kultur"),
        ("Please take me off the Culture working group.", "unsubscribe", "Culture working group"),
        ("Please remove me from the culture working group.", "unsubscribe", "culture working group"),
        ("Bitte streichen Sie mich von der Liste Kultur.", "unsubscribe", "Liste Kultur"),
        ("Bitte nehmen Sie mich in die Wohnen-AG auf.", "subscribe", "wohnen"),
        ("Please take me off the Housing group.", "unsubscribe", "wohnen"),
        ("Please take me off the list.", "unsubscribe", ""),
        ("Melden Sie mich bitte von allem ab.", "unsubscribe", "*"),
        ("Ich bitte um Aufnahme in den Verteiler der AG Wohnen, da ich nun auch die Agentur betreue.", "subscribe", "wohnen"),
        ("Es fällt mir schwer, aber streichen Sie mich bitte aus allen Verteilern.", "unsubscribe", "*"),
        ("Bitte tragen Sie mich aus allen Listen aus.", "unsubscribe", "*"),
    ],
)
def test_a_group_that_does_not_exist_stands_for_no_other(text, intent, group):
    [order] = orders_in(written(text), vocabulary(), TODAY).orders
    assert (order.intent, order.args["group"]) == (intent, group)


@pytest.mark.parametrize("said", ["Im Urlaub bis 3.9. Vertretung Frau Huber.", "Elternzeit bis 3.9., vertreten durch Herrn Ott"])
def test_who_stands_in_is_not_who_is_away(said):
    [order] = orders_in(written(said), vocabulary(), TODAY).orders
    assert (order.intent, order.args["until"]) == ("vacation", "2027-09-03")


@pytest.mark.parametrize("said", ["Frau Huber ist im Urlaub bis 3.9., Vertretung Herr Ott", "Vertretung Frau Huber ist im Urlaub bis 3.9."])
def test_another_who_is_away_is_asked_about(said):
    assert orders_in(written(said), vocabulary(), TODAY).orders == ()


@pytest.mark.parametrize(
    "said",
    [
        "Bitte tragen Sie alle aus der AG Wohnen aus.",
        "Please remove everyone from the Housing group.",
        "Wer aus dem Verteiler raus will, muss sich melden, oder?",
        "Whoever wants to leave the list can write LEAVE.",
    ],
)
def test_what_is_said_of_all_is_not_done_to_the_writer(said):
    assert orders_in(written(said), vocabulary(), TODAY).orders == ()
