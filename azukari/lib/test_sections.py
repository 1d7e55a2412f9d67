"""Tests for `azukari.lib.sections`."""

from azukari.lib.sections import Section, Sections


def test_what_was_done_belongs_to_its_section_where_that_is_shown() -> None:
    sections = Sections[bool]()
    sections.register(
        Section(sections, "dues", "dues.html", lambda shown: {} if shown else None, done={"paid": "Paid."})
    )
    assert [sections.place("paid", sections.at(shown)) for shown in (True, False)] == ["dues", ""]
    assert sections.done("paid") == "Paid."
    assert sections.place("unknown", sections.at(True)) == ""
