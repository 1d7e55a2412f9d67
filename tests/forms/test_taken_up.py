"""A saved form that is taken up: what of it comes back, what counts as agreed no more, and where its letter goes."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from azukari.core.forms import saving, submit
from azukari.core.forms.notices import notices
from azukari.core.forms.paging import AT
from azukari.core.forms.saving import address_in, lay_in, post, save, take_up, tend, used
from azukari.core.forms.submit import TooMany
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.vault.draft import NoSuchDraft, keep, new_link, opened
from azukari.core.vault.models import Draft, DraftLetter, SealedValue
from azukari.lib.instance import Limits
from azukari.policy.terms import FieldType, Form
from tests.cast import NOW

DAYS, SECOND = timedelta(days=14), timedelta(seconds=1)
TYPED = {
    "name": ("花",),
    "activities": ("water", "office"),
    "email": ("hana@example.org",),
    "consent.magazine": ("on",),
}


@pytest.fixture(autouse=True)
def counters(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Nobody is refused because of another test."""
    for module, name in ((saving, "_saves"), (submit, "_letters_of_form"), (submit, "_letters_to_address")):
        limit = getattr(module, name)
        monkeypatch.setattr(module, name, type(limit)(limit._window))


@pytest.fixture
def form(charter: Current) -> Form:
    found = charter.form("volunteers")
    assert found is not None
    return found


def digest(charter: Current, form: Form, lang: str = "ja") -> str:
    return notices(charter, form)[lang].digest


def saved(charter: Current, form: Form, *, lang: Any = "ja", network: Any = "net", **typed: Any) -> str:
    told = {"notice": (digest(charter, form, lang),), **TYPED, **typed}
    link = save(charter, form, told, lang=lang, network=network, now=NOW)
    assert isinstance(link, str)
    return link


def test_what_was_typed_comes_back_as_it_was_with_the_page_and_the_boxes(charter: Current, form: Form) -> None:
    at = {AT: ("1", "2"), "birthdate": ("1990-01-01",), "step": ("save",), "altcha": ("x",)}
    found = take_up(saved(charter, form, **at), charter, now=NOW)
    assert dict(found.typed) == {**TYPED, AT: ("1", "2")}
    assert (found.form.slug, found.lang, found.changed) == ("volunteers", "ja", False)
    assert (found.saved_at, found.expires_at) == (NOW, NOW + DAYS)


def test_under_another_notice_the_boxes_are_empty_and_it_begins_on_the_first_page(charter: Current, form: Form) -> None:
    for notice in ((), ("0" * 64,), (digest(charter, form, "en"),)):
        found = take_up(saved(charter, form, notice=notice, **{AT: ("2",)}), charter, now=NOW)
        assert found.changed
        assert dict(found.typed) == {name: values for name, values in TYPED.items() if name != "consent.magazine"}
    last = take_up(saved(charter, form, notice=("x", digest(charter, form))), charter, now=NOW)
    assert not last.changed, "the last that was sent is the one that was read"


def test_what_the_form_asks_no_more_is_left_out_and_nothing_counts_as_agreed(charter: Current, form: Form) -> None:
    link = saved(charter, form)
    fewer = replace(form, fields=tuple(field for field in form.fields if field.id != "activities"))
    policy = replace(charter.policy, forms={**charter.policy.forms, "volunteers": fewer})
    found = take_up(link, replace(charter, policy=policy), now=NOW)
    assert found.changed
    assert dict(found.typed) == {"name": ("花",), "email": ("hana@example.org",)}


def test_a_form_in_every_field_is_none_that_changed(charter: Current, form: Form) -> None:
    every = {field.id: ("x",) for field in form.fields} | {"consent.magazine": ("on",), AT: ("2",)}
    found = take_up(saved(charter, form, **every), charter, now=NOW)
    assert (found.changed, dict(found.typed)) == (False, every)


def test_a_language_that_is_spoken_no_more_gives_way_to_the_first(charter: Current, form: Form) -> None:
    link = new_link()
    content = {"lang": "fr", "notice": digest(charter, form), "typed": {"name": ["花"]}}
    keep(link, json.dumps(content), form="volunteers", now=NOW, until=NOW + DAYS)
    found = take_up(link, charter, now=NOW)
    assert (found.lang, found.changed) == ("ja", False)
    assert take_up(saved(charter, form, lang="en"), charter, now=NOW).lang == "en"


def test_a_form_that_is_gone_opens_nothing(charter: Current) -> None:
    link = new_link()
    keep(link, "{}", form="gone", now=NOW, until=NOW + DAYS)
    for one in (link, new_link(), "x"):
        with pytest.raises(NoSuchDraft):
            take_up(one, charter, now=NOW)


def test_a_long_word_in_place_of_the_notice_is_not_kept_whole(charter: Current, form: Form) -> None:
    text = opened(saved(charter, form, notice=("n" * 65,)), now=NOW).text
    assert json.loads(text)["notice"] == "n" * 64
    assert "花" in text, "as it was written, in as few characters"


def test_saved_again_it_keeps_its_link_in_its_own_form_and_no_other(charter: Current, form: Form) -> None:
    link = saved(charter, form)
    again = saved(charter, form, draft=("x", link), name=("太郎",))
    assert (again, Draft.objects.count()) == (link, 1)
    assert take_up(link, charter, now=NOW).typed["name"] == ("太郎",)
    other = charter.form("feedback")
    assert other is not None
    assert saved(charter, other, draft=(link,)) != link
    assert saved(charter, form, draft=(new_link(),)) != link
    assert take_up(link, charter, now=NOW).form.slug == "volunteers"


def test_a_network_saves_so_often_an_hour(charter: Current, form: Form, settings: Any) -> None:
    settings.AZUKARI = replace(settings.AZUKARI, limits=Limits(drafts_per_network=2))
    for network in ("one", "two", "one"):
        saved(charter, form, network=network)
    refused = save(charter, form, TYPED, lang="ja", network="one", now=NOW)
    assert isinstance(refused, TooMany)
    assert 0 < refused.seconds <= 3600
    assert Draft.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ({"email": ("Hana＠Example.org",)}, "Hana@example.org"),
        ({"email": ()}, ""),
        ({}, ""),
        ({"email": ("hana@",)}, ""),
        ({"email": ("a@example.org", "b@example.org")}, ""),
        ({"name": ("hana@example.org",)}, ""),
    ],
)
def test_the_address_is_the_one_that_was_typed_into_its_field(
    form: Form, typed: dict[str, tuple[str, ...]], address: str
) -> None:
    assert address_in(form, typed, lang="en") == address
    plain = tuple(replace(field, type=FieldType.TEXT) if field.id == "email" else field for field in form.fields)
    assert address_in(replace(form, fields=plain), typed, lang="en") == ""


def letters() -> list[tuple[object, ...]]:
    found = Message.objects.order_by("created_at").values_list("kind", "reference", "lang", "created_at")
    known = {*DraftLetter.objects.values_list("id", flat=True)}
    return [(kind, letter in known, lang, at) for kind, letter, lang, at in found]


def test_the_link_goes_to_the_address_while_that_may_be_written_to(charter: Current, form: Form, settings: Any) -> None:
    settings.AZUKARI = replace(settings.AZUKARI, limits=Limits(confirmations_per_address=1))
    link = saved(charter, form)
    for _ in range(2):
        post(link, form, "hana@example.org", lang="en", now=NOW)
    assert letters() == [("forms:draft", True, "en", NOW)]
    with pytest.raises(NoSuchDraft):
        post(new_link(), form, "other@example.org", lang="en", now=NOW)
    assert (Message.objects.count(), Person.objects.count()) == (1, 1)


def test_words_that_came_by_mail_are_laid_in_under_the_notice_that_rules_and_their_writer_is_told(
    charter: Current, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AZUKARI = replace(settings.AZUKARI, limits=Limits(confirmations_per_address=1))
    form, link = charter.form("feedback"), new_link()
    assert form is not None
    monkeypatch.setattr("azukari.core.forms.saving.drafts.new_link", lambda: link)
    told = {"message": ("The benches are broken.",), "notice": ("another",)}
    assert lay_in(charter, form, told, address="hana@example.org", lang="en", now=NOW)
    assert letters() == [("forms:words", True, "en", NOW)]
    assert Draft.objects.get().expires_at == NOW + DAYS
    assert not take_up(link, charter, now=NOW).changed, "They read the one that rules."
    assert SealedValue.objects.get().created_at == NOW
    assert not lay_in(charter, form, told, address="hana@example.org", lang="en", now=NOW)
    assert Draft.objects.count() == 1


def test_what_has_left_is_forgotten_and_what_is_too_old_and_nothing_else(charter: Current, form: Form) -> None:
    links = [saved(charter, form) for _ in range(3)]
    for number, link in enumerate(links):
        post(link, form, f"{number}@example.org", lang="en", now=NOW)
    gone = Message.objects.order_by("id").first()
    assert gone is not None
    Message.objects.filter(id=gone.id).update(sent_at=NOW)
    Message.objects.create(kind="other", reference=None, lang="en", created_at=NOW, due_at=NOW, sent_at=NOW)
    assert tend(NOW) == 1
    assert DraftLetter.objects.count() == 2
    assert gone.reference not in {*DraftLetter.objects.values_list("id", flat=True)}
    assert (Draft.objects.count(), tend(NOW)) == (3, 0)
    assert tend(NOW + DAYS - SECOND) == 0
    assert tend(NOW + DAYS) == 3
    assert (Draft.objects.count(), DraftLetter.objects.count()) == (0, 0)


def test_sending_erases_what_was_saved_by_its_link(charter: Current, form: Form) -> None:
    one, other = saved(charter, form), saved(charter, form)
    used("", now=NOW)
    assert Draft.objects.count() == 2
    used(one, now=NOW)
    assert Draft.objects.count() == 1
    assert take_up(other, charter, now=NOW).form.slug == "volunteers"
