"""P07: opinions, feedback and questions have their form, and it works with no contact details at all."""

import json

from django.test import Client

from azukari.core.consent.models import Grant
from azukari.core.forms.models import State, Submission
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from azukari.policy.terms import FormKind


def test_a_word_without_any_contact_details_is_taken(client: Client, charter: Current) -> None:
    form = next(form for form in charter.policy.forms.values() if form.kind is FormKind.FEEDBACK)
    sent = {f.id: f.choices[0].value if f.choices else "魚が戻ってきました。" for f in form.fields if f.required}
    sent |= {"lang": "ja", "notice": client.get(f"/api/v1/forms/{form.slug}").json()["notice"]["ja"]["digest"]}
    door = f"/api/v1/forms/{form.slug}/submissions"
    answer = client.post(door, json.dumps(sent), content_type="application/json")
    assert answer.status_code == 202
    assert answer.json()["confirmation"] == "none"
    submission = Submission.objects.get(id=answer.json()["id"])
    assert submission.state == State.ACCEPTED
    contact = {"name", "email", "phone", "fax", "address"}
    assert not contact & set(SealedValue.objects.values_list("category", flat=True))
    assert set(Grant.objects.filter(end_reason="").values_list("purpose", flat=True)) == set(form.purposes)
    assert not Message.objects.exists()
