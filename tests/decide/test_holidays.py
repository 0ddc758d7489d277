"""When school holidays end, told from the words and from where somebody works."""

from datetime import date
from pathlib import Path

import pytest

from mailflow.decide.holidays import end_named
from mailflow.model.facts import Facts
from mailflow.model.forum import Forum
from mailflow.settings.site_files import SiteFiles, shipped

SITE = SiteFiles(None)
TODAY = date(2027, 3, 16)


def facts(counties=SITE.counties, holidays=SITE.holidays):
    return Facts(Forum(counties=counties, holidays=holidays), None)


@pytest.mark.parametrize(
    ("said", "seat", "last", "begins"),
    [
        ("erst nach den Osterferien", "Landkreis Stade", date(2027, 4, 3), date(2027, 4, 5)),
        ("erst nach den Osterferien", "Landkreis Fulda", date(2027, 4, 2), date(2027, 4, 5)),
        ("only after the Easter holidays", "Landkreis Saarlouis", date(2027, 4, 9), date(2027, 4, 12)),
        ("frühestens nach den Sommerferien", "Landkreis Würzburg", date(2027, 9, 13), date(2027, 9, 14)),
    ],
)
def test_work_begins_behind_the_holidays_of_the_land(said, seat, last, begins):
    ends = end_named(said, seat, facts(), TODAY)
    assert (ends.last, ends.work_begins) == (last, begins)


@pytest.mark.parametrize(
    ("said", "seat"),
    [
        ("erst nach den Ferien", "Landkreis Stade"),
        ("erst in den Osterferien", "Landkreis Stade"),
        ("erst nach den Osterferien", "Universität Beispiel"),
        ("erst nach den Pfingstferien", "Landkreis Stade"),
        ("nach den Oster- oder Sommerferien, wohl eher nach den Sommerferien als nach den Osterferien", "Landkreis Stade"),
    ],
)
def test_what_does_not_follow_from_words_and_land_is_asked(said, seat):
    assert end_named(said, seat, facts(), TODAY) is None


def test_holidays_that_are_over_are_not_meant():
    assert end_named("nach den Osterferien", "Landkreis Stade", facts(), date(2027, 4, 6)).last == date(2028, 4, 22)


def test_a_site_may_write_down_others(tmp_path: Path):
    own = tmp_path / "config"
    own.mkdir()
    shown = (shipped("config") / "ferien.toml").read_text("utf-8")
    (own / "ferien.toml").write_text(
        shown.replace('"Niedersachsen"          = [2027-04-03', '"Niedersachsen"          = [2027-04-07'), "utf-8"
    )
    assert end_named("nach den Osterferien", "Landkreis Stade", facts(holidays=SiteFiles(tmp_path).holidays), TODAY).last == date(
        2027, 4, 7
    )


def test_every_land_of_the_table_is_one_of_the_register():
    laender = {county.bundesland for county in SITE.counties}
    seasons = (getattr(SITE.holidays, season) for season in SITE.holidays.__slots__)
    assert all(set(season.last) <= laender for season in seasons)
