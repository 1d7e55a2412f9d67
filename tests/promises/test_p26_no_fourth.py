"""P26: no fourth exception. The closed set of three is refused to be left by code, command and the database itself."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from azukari.core.transfers.disclose import propose
from azukari.core.transfers.models import PreviewOrder, Transfer
from azukari.core.transfers.previews import look
from azukari.core.vault.refusal import Refused
from azukari.policy.disclosure import DisclosureGround
from tests.disclosure import office

pytestmark = pytest.mark.django_db

FOURTH = ("partner", "interest", "", "Contract", "vital", "contract ")


def test_there_are_three():
    assert {*DisclosureGround} == {"consent", "contract", "law"}


@pytest.mark.parametrize("ground", FOURTH)
def test_a_fourth_is_refused_in_code(kotori, readers, moment, ground):
    with pytest.raises(Refused) as refused:
        propose(office.wish(ground=ground), actor=office.ASKER, now=moment)
    assert refused.value.verdict.code == "disclose.no-such-ground"
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("ground", FOURTH)
def test_and_by_the_database_itself(kotori, readers, moment, ground):
    transfer = office.approved(office.wish(), now=moment)
    key = transfer.id.hex if connection.vendor == "sqlite" else transfer.id
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE disclosure_transfer SET ground = %s WHERE id = %s", [ground, key])
    transfer.pk, transfer.ground = office.ASKER.reference, ground
    with pytest.raises(IntegrityError), transaction.atomic():
        transfer.save(force_insert=True)


@pytest.mark.parametrize("ground", FOURTH)
@pytest.mark.parametrize("table", ["disclosure_transfer", "disclosure_previeworder"])
def test_no_row_with_a_fourth_comes_in_by_plain_sql(kotori, readers, moment, ground, table):
    office.approved(office.wish(), now=moment)
    assert isinstance(look(office.wish(), actor=office.ASKER, now=moment), PreviewOrder)
    model = Transfer if table == "disclosure_transfer" else PreviewOrder
    columns = [str(field.column) for field in model._meta.concrete_fields]
    taken = {"id": "%s", "ground": "%s"}
    chosen = ", ".join(taken.get(column, f'"{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    copy = f"INSERT INTO {table} ({named}) SELECT {chosen} FROM {table}"

    def insert(ground: str) -> None:
        fresh = uuid4()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(copy, [fresh.hex if connection.vendor == "sqlite" else fresh, ground])

    with pytest.raises(IntegrityError, match="ground"):
        insert(ground)
    assert model.objects.count() == 1
    insert("contract")  # the same row on a ground that there is
    assert model.objects.count() == 2


def test_each_ground_rests_on_what_it_rests_on(kotori, readers, moment):
    transfer = office.approved(office.wish(), now=moment)
    for changed in ({"ground": "law"}, {"ground": "consent"}, {"contract": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.filter(id=transfer.id).update(**changed)
