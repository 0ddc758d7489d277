"""No deciding word acts that is denied, put under a condition, asked, quoted, put off, reported or meant as a joke."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters import ADMISSION, MODERATION, TODAY, vocabulary, written

from mailflow.understand.commands.orders import orders_in

VERBS = {
    "approve": (
        ADMISSION,
        [("genehmigen", "genehmigt"), ("aufnehmen", "aufgenommen"), ("approve", "approved"), ("zustimmen", "zugestimmt")],
    ),
    "reject": (ADMISSION, [("ablehnen", "abgelehnt"), ("reject", "rejected"), ("decline", "declined")]),
    "defer": (ADMISSION, [("zurückstellen", "zurückgestellt"), ("vertagen", "zurückgestellt")]),
    "release": (MODERATION, [("freigeben", "freigegeben"), ("release", "freigegeben")]),
    "discard": (MODERATION, [("verwerfen", "verworfen"), ("löschen", "verworfen"), ("discard", "verworfen")]),
}
MOODS = {
    "denied": [
        *("nicht {verb}", "bitte nicht {verb}", "Bitte NICHT {verb}!", "noch nicht {verb}", "{verb} wir nicht", "auf keinen Fall {verb}"),
        *("bloß nicht {verb}", "keinesfalls {verb}", "niemals {verb}", "nicht {done}", "nie {done}", "wird nicht {done}", "{verb}? Nein.", "do not {verb}"),
        *("das sollten wir nicht {verb}", "nich {verb}", "nciht {verb}", "nihct {verb}", "ohne zu {verb}", "statt zu {verb}", "weder {verb} noch sonst etwas"),
        *("ungern {verb}", "kann nicht {done} werden", "darf nicht {done} werden", "nichts {verb}", "vorerst nicht {verb}", "please don't {verb}", "{verb}: nein"),
    ],
    "conditional": [
        *("{verb}, wenn die Unterschrift da ist", "wenn vollständig, {verb}", "falls der Beschluss vorliegt: {verb}", "{verb}, sofern alles stimmt"),
        *("erst nach Rücksprache {verb}", "{verb} erst nach dem Beschluss", "sobald alles da ist {verb}", "nur mit Unterschrift {verb}", "{verb} unter Vorbehalt"),
        *("vorbehaltlich der Zustimmung {verb}", "eigentlich {verb}", "vielleicht {verb}", "evtl. {verb}", "{verb} oder warten", "{verb}, es sei denn Frau Ott ist dagegen"),
        *("{verb} if the signature is there", "{verb} unless Ms Ott objects", "maybe {verb}", "im Prinzip {verb}", "würde ich {verb}", "könnte man {verb}", "müsste man {verb}"),
        *("{verb}, aber bitte erst fragen", "von mir aus {verb}, falls es eilt", "{verb} vorausgesetzt dass Herr Amsel zustimmt", "solange nichts fehlt {verb}"),
    ],
    "asked": [
        *("{verb}?", "sollen wir {verb}?", "{done}?", "Kann man das {verb}?", "Wurde das schon {done}?", "Wer soll das {verb}?", "ob wir das {verb}"),
        *("Wollen wir {verb}?", "should we {verb}?", "Darf ich {verb}?", "{verb}, oder?", "Warum {verb}?", "Muss ich {verb}?", "Wann {verb}?", "{verb} ???"),
        *("Ich frage mich, ob wir {verb} können", "weiß nicht ob {verb}", "Ist das {done}?", "Können wir das {verb}?", "Haben wir das {done}?"),
    ],
    "quoted": [
        *("> {verb}", "> bitte {verb}", "Am 3. März 2027 schrieb Sami Ott:\n> {verb}", "Antworten Sie mit {verb}", "[Antworten: {verb}]", 'Das Wort "{verb}" stand da'),
        *("Answer: {verb}", "Sami schrieb: {verb}", "Zitat: {verb}", "In der Mail stand {verb}", "Bitte antworten Sie: {verb}"),
    ],
    "future": [
        *("morgen {verb}", "nächste Woche {verb}", "später mal {verb}", "ich werde das nächste Woche {verb}", "wird demnächst {done}", "bald {verb}"),
        *("das {verb} wir dann irgendwann", "will {verb} next week", "irgendwann {verb}", "heute Abend {verb}", "in Kürze {verb}", "nach den Ferien {verb}", "muss noch {done} werden"),
    ],
    "reported": [
        *("Sami sagt, wir sollen {verb}", "Frau Ott meint: {verb}", "Herr Amsel hat {done}", "angeblich {done}", "laut Frau Ott {done}", "Sami hat gesagt {verb}"),
        *("soll {done} werden", "Frau Ott will {verb}", "wurde gestern {done}", "war schon {done}", "Sami says {verb}", "das Amt hat {done}", "Die Kollegin möchte {verb}"),
        *("Mir wurde gesagt, wir {verb}", "ich soll {verb}", "haben wir letztes Jahr {done}", "Der Landrat hätte {done}", "man hat das {done}"),
    ],
    "irony": [
        *("haha, {verb}", "{verb} ;-)", "{verb} 😂", "{verb} (Scherz)", "na klar, {verb}", "{verb} - kleiner Witz", "lol {verb}", "{verb} 🙃", "ja klar {verb}, und morgen kommt der Weihnachtsmann"),
        *("{verb}. Spaß beiseite.", "{verb} just kidding", "{verb}. War nur Quatsch."),
    ],
}  # fmt: skip
AROUND = [
    "{}",
    "Hallo,\n\n{}\n\nDanke",
    "Guten Tag Frau Ott,\n{}\nViele Grüße\nAnna Muster",
    "{} VG Anna",
    "Moin, {}",
    "{}\n\nP.S. Danke für gestern!",
]
FRAMES = [(mood, frame) for mood, frames in MOODS.items() for frame in frames]


def decided(text, offered):
    return orders_in(written(text), vocabulary(), TODAY, offered=offered, case="F-2027-0031").orders


@pytest.mark.parametrize(("mood", "frame"), FRAMES)
def test_no_mood_but_the_plain_one_acts(mood, frame):
    """Every deciding verb in this frame; in "quoted" the letter's new words are what parsing leaves, so marks are written out."""
    for name, (offered, verbs) in VERBS.items():
        for verb, done in verbs:
            text = frame.format(verb=verb, done=done)
            if not text.startswith(">") and "\n>" not in text:
                assert name not in [o.intent for o in decided(text, offered)], text


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FRAMES), st.sampled_from(sorted(VERBS)), st.sampled_from(AROUND), st.data())
def test_nor_with_the_courtesies_of_a_letter_around_it(frame, name, around, data):
    offered, verbs = VERBS[name]
    verb, done = data.draw(st.sampled_from(verbs))
    said = frame[1].format(verb=verb, done=done)
    if ">" not in said:
        text = around.format(data.draw(st.sampled_from([said, said.capitalize(), said.upper(), f"{said}."])))
        assert name not in [o.intent for o in decided(text, offered)], text


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("name", sorted(VERBS))
def test_the_plain_word_does_act(name, around):
    offered, verbs = VERBS[name]
    for verb, _ in verbs:
        assert [o.intent for o in decided(around.format(f"Bitte {verb}."), offered)] == [name], verb
