"""Letters to the application address that apply for nothing and ask for nothing."""

from datetime import datetime

from conversation import Forum


def test_a_thank_you_reaches_the_humans_and_opens_no_matter():
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
    thanks = "Vielen Dank für die schnelle Antwort! Wir warten dann auf Nachricht."
    left = forum.write("neu@kreis-stendal.example", "anmeldung@forum-test.example", thanks, "Re: Forum")
    assert any(thanks in one.text for one in left if one.recipient != "neu@kreis-stendal.example")
    assert not any("F-2027-" in one.header("Subject") for one in left)
