"""What may stand in a list that is taken out: fields that serve its purpose, in the words of the form."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from azukari.core.vault.release import Opened
from azukari.features.exports.columns import categories, cells, of_form, of_people
from azukari.policy.parse import STARTER, parse
from azukari.policy.terms import Actor, ActorKind, Category, Policy
from azukari.shells.staff.scope import scope_of

AT = datetime(2026, 11, 24, tzinfo=UTC)


def policy() -> Policy:
    return parse(STARTER.read_text("utf-8"))


def opened(field: str, category: Category, text: str, *, days: int = 0) -> Opened:
    purposes = frozenset({"membership"})
    return Opened(uuid4(), uuid4(), uuid4(), field, category, text, purposes, AT + timedelta(days=days), None)


def names(columns) -> list[str]:
    return [column.field.id for column in columns]


def test_what_the_purpose_needs_is_chosen_to_begin_with():
    known = policy()
    columns = of_form(known.forms["membership"], known.purposes["membership"])
    assert {c.field.id for c in columns if c.needed} >= {"name", "email", "address"}
    assert {c.field.id for c in columns if not c.needed} >= {"phone", "occupation"}
    assert categories(columns) <= known.purposes["membership"].categories


def test_a_field_that_serves_another_purpose_is_no_column():
    known = policy()
    form = known.forms["membership"]
    fields = tuple(replace(f, purposes=("magazine",)) if f.id == "phone" else f for f in form.fields)
    other = replace(form, fields=fields)
    assert "phone" in names(of_form(form, known.purposes["membership"]))
    assert "phone" not in names(of_form(other, known.purposes["membership"]))


def test_nor_is_a_field_of_a_category_that_the_purpose_may_not_see():
    known = policy()
    purpose = known.purposes["membership"]
    narrowed = replace(purpose, may_use=purpose.may_use - {Category.PHONE})
    assert "phone" not in names(of_form(known.forms["membership"], narrowed))


def test_a_list_of_people_has_no_answers_and_each_field_once():
    known = policy()
    staff = Actor(ActorKind.STAFF, "x", frozenset({"volunteers"}))
    columns = of_people(known.purposes["volunteers"], known, scope_of(staff, known))
    assert len(names(columns)) == len(set(names(columns)))
    assert not categories(columns) & {Category.ANSWER, Category.MESSAGE}


def test_several_values_stand_side_by_side_newest_first():
    known = policy()
    form = known.forms["membership"]
    columns = [c for c in of_form(form, known.purposes["membership"]) if c.field.id in ("name", "email")]
    fields = {field.id: field for field in form.fields}
    values = [
        opened("email", Category.EMAIL, "old@example.org"),
        opened("email", Category.EMAIL, "new@example.org", days=1),
        opened("email", Category.EMAIL, "old@example.org", days=2),
        opened("phone", Category.PHONE, "not chosen"),
    ]
    assert cells(values, columns, fields, {}, "en") == ["", "old@example.org / new@example.org"]


def test_what_was_written_into_a_field_that_is_gone_is_not_lost():
    known = policy()
    form = known.forms["membership"]
    columns = [c for c in of_form(form, known.purposes["membership"]) if c.field.id == "name"]
    fields = {field.id: field for field in form.fields}
    assert cells([opened("former_name", Category.NAME, "Aoba")], columns, fields, {}, "en") == ["Aoba"]
    assert cells([opened("name_kana", Category.NAME, "アオバ")], columns, fields, {}, "en") == [""]
