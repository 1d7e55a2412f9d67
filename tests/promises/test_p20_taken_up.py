"""P20: whoever goes on with a saved form agrees to the notice that rules now, and it is the one that is kept."""

from django.test import Client

from azukari.cli.instance_folder import STARTER
from azukari.core.forms import form_timestamp
from azukari.core.forms.models import Submission
from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.demo.people import SETTER
from tests.cast import NOW
from tests.forms.by_hand import post
from tests.forms.filled import MEMBER, hidden, opened

AT = "/ja/forms/membership"


def test_the_new_notice_is_shown_agreed_to_and_kept(client: Client, charter: Current, monkeypatch) -> None:
    monkeypatch.setattr(form_timestamp, "QUICKEST", form_timestamp.QUICKEST * 0)
    saved = post(client, AT, opened(client, AT) | MEMBER | {"consent.magazine": "on"}, "save").headers["Location"]
    publish(STARTER.read_text("utf-8").replace("unconfirmed_days: 7", "unconfirmed_days: 5"), actor=SETTER, now=NOW)
    page = client.get(saved.removesuffix("/link")).content.decode()
    assert "保存のあとで、説明か質問が変わりました" in page
    old = opened(client, AT) | {"notice": notices(charter, charter.policy.forms["membership"])["ja"].digest}
    assert post(client, AT, old | MEMBER).status_code == 422  # what was shown before counts for nothing
    check = post(client, AT, hidden(page) | MEMBER).content.decode()
    assert post(client, AT, hidden(check), "send").status_code == 303
    submission = Submission.objects.get()
    assert submission.charter_id == current().number == 2
    assert submission.notice_id == notices(current(), current().policy.forms["membership"])["ja"].digest
    assert submission.consents == ""  # ticked before, and not again
