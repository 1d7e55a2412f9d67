"""P22, the recipient's side: per recipient, purpose and categories. After a withdrawal the next transfer omits the
person, and one that runs omits them as well.
"""

from typing import Any

import pytest

from azukari.core.policy_versions.current import current
from azukari.core.transfers.consents import NotOffered, agree, offers, withdraw
from azukari.core.transfers.deliver import run
from azukari.core.transfers.disclose import preview
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.models import Moved, TransferPerson
from azukari.core.vault.events import TRANSFER_MADE
from azukari.policy.terms import Category, RecipientKind
from azukari.shells.self_service.subject_timeline import entries_of
from tests.disclosure import office
from tests.promises.agreed import BOTH, EMAIL, LATER, PARTNER, consented, me, moment, partner, readers
from tests.rights.desk import come_in

__all__ = ["moment", "partner", "readers"]

pytestmark = pytest.mark.django_db


def wish(**changes):
    return office.wish(PARTNER, **({"ground": "consent"} | changes))


def test_only_those_who_agreed_go(partner, readers, moment, tmp_path):
    consented(readers[:2], moment)
    transfer = office.carried(wish(), now=moment + LATER)
    told = office.people_in(office.opened(transfer, partner, tmp_path, now=moment + LATER))
    assert len(told) == 2
    assert set(TransferPerson.objects.values_list("person_id", flat=True)) == set(readers[:2])


def test_after_a_withdrawal_the_next_transfer_omits_the_person(partner, readers, moment, tmp_path):
    consented(readers, moment)
    assert withdraw(readers[0], recipient=PARTNER, purpose="magazine", actor=me(readers[0]), now=moment + LATER)
    seen = preview(wish(), now=moment + 2 * LATER)
    assert (seen.people, seen.left_out) == (2, {"disclose.consent-withdrawn": 1})
    transfer = office.carried(wish(), now=moment + 2 * LATER)
    assert len(office.people_in(office.opened(transfer, partner, tmp_path, now=moment + 2 * LATER))) == 2
    kinds = [entry.kind for entry in entries_of(readers[0])]
    assert TRANSFER_MADE not in kinds
    assert TRANSFER_REFUSED in kinds


def test_a_withdrawal_after_the_approval_counts_as_well(partner, readers, moment):
    consented(readers, moment)
    transfer = office.approved(wish(), now=moment + LATER)
    withdraw(readers[1], recipient=PARTNER, purpose="magazine", actor=me(readers[1]), now=moment + LATER)
    run(transfer.id, clock=lambda: moment + 2 * LATER)
    states = dict(TransferPerson.objects.values_list("person_id", "state"))
    assert states == {readers[0]: Moved.MOVED, readers[1]: Moved.OMITTED, readers[2]: Moved.MOVED}


def test_a_consent_covers_its_own_categories_and_no_other_recipient(partner, readers, moment):
    consented(readers[:1], moment)
    assert preview(wish(categories=BOTH), now=moment + LATER).left_out == {"disclose.consent-category": 1}
    other = office.wish("kotori-mail", ground="consent")
    assert preview(other, now=moment + LATER).people == 0


def test_what_the_policy_does_not_offer_cannot_be_agreed_to(partner, readers, moment):
    (offer,) = offers(readers[0], policy=current().policy, now=moment)
    assert (offer.recipient, offer.categories, offer.since) == (PARTNER, BOTH, None)
    for changed in ({"recipient": "nobody"}, {"purpose": "membership"}, {"categories": [Category.PHONE]}):
        wanted: dict[str, Any] = {"recipient": PARTNER, "purpose": "magazine", "categories": EMAIL} | changed
        with pytest.raises(NotOffered):
            agree(readers[0], actor=me(readers[0]), now=moment, **wanted)
    assert current().policy.recipients[PARTNER].kind is RecipientKind.THIRD_PARTY


def test_who_erases_the_purpose_is_not_passed_on_either(partner, readers, moment):
    from azukari.core.vault.withdraw import withdraw as withdraw_purpose

    consented(readers, moment)
    withdraw_purpose(readers[2], purpose="magazine", actor=me(readers[2]), now=moment + LATER)
    assert preview(wish(), now=moment + 2 * LATER).people == 2


def test_it_is_given_and_taken_back_on_the_own_page(partner, readers, moment):
    page = come_in("reader0@example.org", moment)
    assert "We pass on nothing unless you agree." in page.get()
    page.post(f"/passing/{PARTNER}/magazine", agree="1")
    assert preview(wish(), now=moment + LATER).people == 1
    html = page.get()
    assert "Withdraw this consent" in html
    assert "You agreed that" in html
    page.post(f"/passing/{PARTNER}/magazine")
    assert preview(wish(), now=moment + LATER).people == 0
    assert "You withdrew your consent for" in page.get()
    assert page.post(f"/passing/{PARTNER}/membership", agree="1").status_code == 404


def test_a_get_agrees_to_nothing(partner, readers, moment):
    page = come_in("reader0@example.org", moment)
    page.get(f"/passing/{PARTNER}/magazine", status=303)
    assert preview(wish(), now=moment + LATER).people == 0
