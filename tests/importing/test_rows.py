"""Each row passes the form's own rules and needs a ground; what is wrong is said by row, column and code alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from azukari.core.forms.importing.table import TableError
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from tests.cast import NOW
from tests.importing.lists import Import, written

_MEMBERS = ("氏名", "メール", "郵便番号", "住所", "会員の種類", "申込日")
_MEMBER = ("見本 花子", "hanako@example.org", "150-0041", "東京都渋谷区神南0-1", "regular", "2024-05-01")


@pytest.fixture
def members(charter: Current, tmp_path: Path) -> Callable[..., list[tuple[int, int, str, str]]]:
    def refusals(*rows: Sequence[str], **how: object) -> list[tuple[int, int, str, str]]:
        path = written(tmp_path / "list.csv", [_MEMBERS, *rows])
        words = {"form": "membership", "told": "申込日", "consents": {}, **how}
        counts = Import(path, charter, NOW, **words).look()  # type: ignore[arg-type]
        assert counts.refused == len({refusal.row for refusal in counts.refusals})
        return [(r.row, r.column, r.field, r.code) for r in counts.refusals]

    return refusals


def _member(**changes: str) -> tuple[str, ...]:
    return tuple(changes.get(name, value) for name, value in zip(_MEMBERS, _MEMBER, strict=True))


def test_a_whole_row_comes_in_and_a_choice_may_stand_by_its_label(members):
    assert members(_MEMBER, _member(会員の種類="賛助会員(年10,000円、議決権なし)")) == []


@pytest.mark.parametrize("typed", ["賛助会員", " supporting member ", "supporting"])
def test_a_choice_may_stand_by_its_label_up_to_the_bracket(typed: str, members):
    assert members(_member(会員の種類=typed)) == []


@pytest.mark.parametrize(
    "typed", ["cleaning; 翻訳・通訳", "; cleaning ;; translation;", "Cleaning the banks、translation、"]
)
def test_several_choices_of_one_cell_are_parted_and_an_empty_one_is_none(charter: Current, tmp_path: Path, typed: str):
    rows = [("name", "email", "activities"), ("見本 花子", "hanako@example.org", typed)]
    path = written(tmp_path / "list.csv", rows)
    assert Import(path, charter, NOW, form="volunteers", consents={}).look().refusals == []


def test_everything_wrong_with_a_row_is_said_at_once(members):
    found = members(_MEMBER, _member(氏名="", メール="hanako", 郵便番号="x", 会員の種類="golden", 申込日=""))
    assert sorted(found) == [
        (3, 1, "name", "missing"),
        (3, 2, "email", "format"),
        (3, 3, "postcode", "format"),
        (3, 5, "member_class", "not_a_choice"),
        (3, 6, "told", "told"),
    ]


@pytest.mark.parametrize(("day", "code"), [("", "told"), ("05/04/2024", "date"), ("2031-01-01", "future")])
def test_a_row_without_a_day_on_which_its_person_was_told_stays_outside(members, day, code):
    assert members(_member(申込日=day)) == [(2, 6, "told", code)]


def test_rows_that_do_not_fit_the_header_stay_outside(members):
    assert members(_MEMBER[:-1], (*_MEMBER, "more"), (*_MEMBER, "")) == [(2, 0, "", "ragged"), (3, 0, "", "ragged")]


def test_a_consent_besides_the_form_s_own_purposes_needs_a_day_of_its_own(charter: Current, tmp_path: Path):
    rows = [(*_MEMBERS, "購読日"), (*_MEMBER, "2024-05-01"), (*_MEMBER, ""), (*_MEMBER, "はい")]
    path = written(tmp_path / "list.csv", rows)
    asked = Import(path, charter, NOW, form="membership", told="申込日", consents={"magazine": "購読日"})
    assert [(r.row, r.column, r.field, r.code) for r in asked.look().refusals] == [(4, 7, "consent.magazine", "date")]


def test_the_form_s_own_consent_is_needed_in_every_row(charter: Current, tmp_path: Path):
    path = written(tmp_path / "list.csv", [("email", "joined"), ("a@example.org", "2024-05-01"), ("b@example.org", "")])
    counts = Import(path, charter, NOW, consents={"magazine": "joined"}).look()
    assert [(r.row, r.field, r.code) for r in counts.refusals] == [(3, "consent.magazine", "no-consent")]
    with pytest.raises(TableError, match="magazine rests on consent"):
        Import(path, charter, NOW, consents={}).look()


def test_what_the_policy_would_have_erased_by_now_stays_outside(charter: Current, tmp_path: Path):
    header = ("visits", "uses", "email", "wishes")
    path = written(tmp_path / "list.csv", [header, ("", "", "a@example.org", "More benches.")])
    form = charter.policy.forms["riverside-survey"]
    visits = next(field for field in form.fields if field.id == "visits").choices[0].value
    recent = Import(
        path,
        charter,
        NOW,
        form=form.slug,
        constants={"visits": visits},
        consents={"questionnaire": "2024-05-01"},
        attested=True,
        confirmed="2026-05-01",
    )
    old = replace(recent, confirmed="2024-05-01")
    assert [(r.row, r.field, r.code) for r in old.look().refusals] == [(2, "questionnaire", "expired")]
    assert recent.look().accepted == 1


def test_a_member_who_was_told_long_ago_comes_in(members):
    """The books' years run from a payment, and this row brings none."""
    assert members(_member(申込日="1999-04-01"), attested=True, confirmed="申込日") == []


EARLY = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
"""Seven in the morning of the 24th in Tokyo."""


@pytest.mark.parametrize(("day", "said"), [("2026-11-24", None), ("2026-11-25", "has not come yet")])
def test_today_is_today_where_the_organisation_is(charter: Current, tmp_path: Path, day, said):
    path = written(tmp_path / "list.csv", [("email",), ("a@example.org",)])
    morning = Import(path, charter, EARLY, told=day, consents={"magazine": "2024-05-01"})
    if said:
        with pytest.raises(TableError, match=said):
            morning.look()
    else:
        assert morning.look().accepted + morning.look().asked == 1


def test_a_dry_run_stores_nothing(members):
    members(_MEMBER, _member(氏名=""))
    assert not Person.objects.exists()


def test_columns_are_guessed_joined_and_put_right(charter: Current, tmp_path: Path):
    header = ("姓", "名", "E-mail", "携帯", "TEL", "備考")
    path = written(
        tmp_path / "list.csv", [header, ("見本", "花子", "a@example.org", "090-0000-0000", "03-0000-0000", "x")]
    )
    with pytest.raises(TableError, match="The form needs topic, and no column was recognised as it"):
        Import(path, charter, NOW, form="feedback", consents={}).look()
    topic = next(f for f in charter.policy.forms["feedback"].fields if f.id == "topic").choices[0].value
    guessed = Import(path, charter, NOW, form="feedback", constants={"topic": topic}, consents={})
    plan = guessed.plan(guessed.table)
    assert plan.columns == {"name": (0, 1), "email": (2,), "phone": (4,), "message": (5,)}
    corrected = Import(
        path,
        charter,
        NOW,
        form="feedback",
        constants={"topic": topic},
        consents={},
        maps=[("携帯", "phone"), ("TEL", "")],
    )
    assert corrected.plan(corrected.table).columns["phone"] == (3,)


@pytest.mark.parametrize(
    ("maps", "said"),
    [
        ([("Nickname", "name")], "no column “Nickname”. Its columns are: email, joined"),
        ([("joined", "birthdate")], "no field “birthdate”. Its fields are: email, name"),
        ([("email", "")], "The form needs email"),
    ],
)
def test_an_unknown_mapping_is_refused_with_what_there_is(charter: Current, tmp_path: Path, maps, said):
    path = written(tmp_path / "list.csv", [("email", "joined"), ("a@example.org", "2024-05-01")])
    with pytest.raises(TableError) as error:
        Import(path, charter, NOW, maps=maps).look()
    assert said in str(error.value)


def test_mailchimp_s_own_columns_tell_consent_and_confirmation(charter: Current, tmp_path: Path):
    header = ("Email Address", "First Name", "Last Name", "OPTIN_TIME", "CONFIRM_TIME", "LAST_CHANGED", "UNSUB_TIME")
    rows = [
        ("a@example.org", "Amelia", "Sample", "2023-04-01 10:00:00", "2023-04-01 11:00:00", "", ""),
        ("b@example.org", "", "", "", "2023-04-01 11:00:00", "", ""),  # added by somebody else: never opted in
        ("c@example.org", "", "", "2023-04-01 10:00:00", "", "", ""),
        ("d@example.org", "", "", "2023-04-01 10:00:00", "2023-04-01 11:00:00", "", "2024-01-01 00:00:00"),
    ]
    path = written(tmp_path / "subscribed_members_export_1.csv", [header, *rows])
    counts = Import(path, charter, NOW, consents={}, attested=True).look()
    assert [(r.row, r.column, r.code) for r in counts.refusals] == [
        (3, 4, "no-consent"),
        (4, 5, "unconfirmed"),
        (5, 0, "unsubscribed"),
    ]
    left = written(tmp_path / "cleaned_members_export_1.csv", [header, rows[0]])
    assert [r.code for r in Import(left, charter, NOW, consents={}, attested=True).look().refusals] == ["cleaned"]


def test_an_export_that_hides_who_opted_out_is_refused(charter: Current, tmp_path: Path):
    header = ("Contact ID", "Contact Type", "Display Name", "Email")
    path = written(tmp_path / "contacts.csv", [header, ("1", "Individual", "A", "a@example.org")])
    with pytest.raises(TableError, match="No Bulk Emails"):
        Import(path, charter, NOW).look()
