"""Who writes when the applicant is away, as applications name them in prose."""

import pytest

from mailflow.understand.applications.contact import deputy_in


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ansprechpartnerin bin ich. Vertreten werde ich von Frau Karin Lodde.", "Frau Karin Lodde"),
        ("Mich vertritt Herr Demir, wenn ich nicht da bin.", "Herr Demir"),
        ("Ich werde durch Dr. Eva Noll vertreten.", "Dr. Eva Noll"),
        ("Meine Stellvertreterin ist Aylin Kaya.", "Aylin Kaya"),
        ("Ich werde von Frau Lodde gebeten, uns anzumelden.", ""),
        ("Der Kreis wird vertreten durch Lea Muster.", ""),
        ("Ich bin die Stellvertretung von Frau Lodde.", ""),
    ],
)
def test_a_deputy_named_in_prose_is_read_and_nobody_else_is(text, named):
    assert deputy_in(text) == named
