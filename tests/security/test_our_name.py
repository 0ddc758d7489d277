"""A copy leaves in the list's name only where the author's domain would have it refused otherwise (DMARC), and its author stays visible."""

from datetime import datetime

import pytest
from conversation import Forum, letter

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, KREIS, OFFICE = "mara.lindtner@kreis-stade.example", "kreis-stade.example", "amsel@traeger.example"
GROUP, MX = "ag-wohnen@forum-test.example", "mx.forum-test.example"
STRICT = f"{MX}; spf=pass smtp.mailfrom={MARA}; dmarc=pass (p=reject dis=none) header.from={KREIS}"
CASES = {
    "strict, vouched for by SPF alone": (STRICT, True),
    "strict and signed": (f"{STRICT}; dkim=pass header.d={KREIS}", False),
    "strict, signed by somebody else": (f"{STRICT}; dkim=pass header.d=provider.example", True),
    "quarantine": (STRICT.replace("reject", "quarantine"), True),
    "no policy": (STRICT.replace("reject", "none"), False),
    "policy unknown": (STRICT.replace("(p=reject dis=none)", ""), False),
}


def post(results):
    raw = letter(MARA, GROUP, "Guten Tag", "Treffen", START, proven=False, headers="DKIM-Signature: v=1; d=kreis-stade.example; b=x\n")
    return f"Authentication-Results: {results}\r\n".encode() + raw


@pytest.mark.proves("F1")
@pytest.mark.parametrize("case", CASES)
def test_from_is_ours_only_where_it_has_to_be(case):
    results, ours = CASES[case]
    [copy, *_] = Forum(START).receive(post(results), MARA, [GROUP])
    if ours:
        assert copy.header("From") == f"Mara Lindtner (Landkreis Stade) über AG Wohnen <{GROUP}>"
        assert copy.header("Author") == f'"Mara Lindtner (Landkreis Stade)" <{MARA}>'
        assert copy.message["DKIM-Signature"] is None
    else:
        assert copy.header("From") == MARA
        assert copy.message["DKIM-Signature"]
    assert copy.header("Subject") == "Treffen"


@pytest.mark.proves("F1")
def test_a_held_post_keeps_in_mind_that_it_needs_our_name():
    forum = Forum(START)
    stranger = "fremd@anderswo.example"
    raw = post(STRICT.replace(KREIS, "anderswo.example")).replace(MARA.encode(), stranger.encode())
    held = forum.receive(raw, stranger, [GROUP])
    address = next(one.header("Reply-To") for one in held if one.recipient == OFFICE)
    copies = [one for one in forum.write(OFFICE, address, "freigeben") if one.header("List-Id")]
    assert copies
    assert all(GROUP in one.header("From") for one in copies)
