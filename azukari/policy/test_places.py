"""What a place in the document is called, by its title where it is about one entry, in a draft with gaps as well."""

from dataclasses import replace

from azukari.policy.parse import STARTER, document, load
from azukari.policy.places import SECTIONS, place

POLICY = load(STARTER)


def test_a_section_an_entry_and_what_no_page_heads():
    assert place("purposes", POLICY) == {"ja": "「目的」", "en": "“Purposes”"}
    assert place("purposes.magazine.needs", POLICY)["en"] == "Purposes, “The email magazine”"
    assert place("purposes.gone", POLICY)["en"] == "“Purposes”"
    assert place("security.0", POLICY)["en"] == "“How it is protected”"
    assert place("nowhere.at.all", POLICY) == {"ja": "nowhere.at.all", "en": "nowhere.at.all"}


def test_whatever_the_document_heads_has_a_name_of_its_own():
    assert set(SECTIONS) == set(document(POLICY))
    names = [name for both in SECTIONS.values() for name in both]
    assert len(set(names)) == len(names)


def test_the_first_policy_that_has_it_names_it():
    gone = replace(POLICY, purposes={})
    other = replace(POLICY.purposes["magazine"], title={"ja": "別", "en": "Another"})
    assert place("purposes.magazine", gone, POLICY)["en"] == "Purposes, “The email magazine”"
    assert (
        place("purposes.magazine", replace(POLICY, purposes={"magazine": other}), POLICY)["en"] == "Purposes, “Another”"
    )


def test_each_kind_of_entry_goes_by_its_title():
    for section, title in (
        ("forms.membership", "Become a member"),
        ("duties.membership", "Membership desk"),
        ("recipients.kotori-mail", "Kotori Delivery Inc."),
    ):
        assert place(section, POLICY)["en"].endswith(f", “{title}”")


def test_a_title_in_one_language_stands_in_the_other_until_it_is_written():
    draft = replace(POLICY.purposes["magazine"], title={"ja": "会報"})
    named = place("purposes.magazine", replace(POLICY, purposes={"magazine": draft}))
    assert named == {"ja": "目的「会報」", "en": "Purposes, “会報”"}
