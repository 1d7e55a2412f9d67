"""The contract of a company that gets no data, as a payment provider: its draft asks for none, and can be saved."""

from django.urls import reverse

from azukari.cli.instance_folder import STARTER
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import publish
from azukari.core.transfers.models import Contract
from azukari.demo.payments import PROVIDER, with_payments
from azukari.demo.people import SETTER
from tests.console import desks


def test_a_draft_of_a_company_that_gets_no_data_is_saved(db):
    publish(with_payments(STARTER.read_text("utf-8")), actor=SETTER, now=desks.moment(), file=STARTER.name)
    contract, policy = Contract.objects.get(recipient=PROVIDER), current().policy
    entry = policy.recipients[PROVIDER]
    assert entry.purposes
    assert not entry.categories
    desk, address = desks.fresh(desks.staff("privacy")), reverse("console-contract", args=[contract.id])
    got = desk.get(address)
    assert got.status_code == 200, got.headers
    page = got.content.decode()
    assert 'name="purposes"' in page
    assert 'name="categories"' not in page
    said = {f"{part}_{lang}": f"{part} {lang}" for part in ("service", "improves") for lang in policy.languages}
    answers = {**said, "purposes": sorted(entry.purposes), "begins": "2026-04-01", "review_months": "6"}
    done = desk.post(address, {**answers, "version": contract.version})
    assert done.status_code == 302, done.content.decode()
    contract.refresh_from_db()
    assert contract.review_months == 6
    assert not contract.categories
