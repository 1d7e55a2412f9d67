"""Programs outside are told what happens to members, by name and form (webhooks)."""

import json
from datetime import timedelta

from django.utils import timezone

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.core.ledger.catalogue import find
from azukari.core.ledger.models import Pending
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.models import Invoice, Term
from azukari.features.members.payments import record_payment
from azukari.features.members.renew import renew
from azukari.features.members.slice import SLICE
from azukari.policy.terms import FormKind


def test_each_step_of_a_membership_has_its_name_outside(applicant, classes):
    now, id = timezone.now(), applicant.submission.id
    admit(id, into=classes["Regular member"].id, actor=SETTER, now=now)
    owed = Invoice.objects.get().amount
    record_payment(id, paid_on=timezone.localdate(), amount=owed, by=None, actor=SETTER, now=now)
    Term.objects.update(ends=timezone.localdate() + timedelta(days=20))
    renew(id, actor=SETTER, now=now)
    end_registration(id, reason=EndedAs.LEFT, actor=SETTER, now=now)
    entries = [(find(row.kind), json.loads(row.payload)) for row in Pending.objects.all()]
    told = {
        event.name
        for event in SLICE.told
        for kind, payload in entries
        if event.is_of(kind, payload, lambda _form: FormKind.MEMBERSHIP)
    }
    assert told == {f"members.{name}" for name in ("applied", "admitted", "invoiced", "paid", "renewed", "left")}
