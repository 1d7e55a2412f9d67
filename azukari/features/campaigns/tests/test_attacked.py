"""Attack on "I did not sign this" and on the names in public: guessing, replay, timing, and one campaign by another."""

import json
import re
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.forms.models import Submission
from azukari.core.forms.not_mine import LINK
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.erase_unheld import forget
from azukari.features.campaigns.models import Signature
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM, NAMES, counted, sign
from azukari.lib.identifier import new_id
from tests.console import desks

pytestmark = pytest.mark.django_db
OTHER = "clean-air"


@pytest.fixture(autouse=True)
def policy(db: None) -> None:
    """Two campaigns, both of which show names."""
    draft = json.loads(signing.policy_text())
    draft["forms"][OTHER] = deepcopy(draft["forms"][FORM])
    publish(json.dumps(draft, ensure_ascii=False), actor=desks.OPERATOR, now=timezone.now())


def _path(token: str) -> str:
    return f"/en/{LINK.path}/{token}"


def test_no_changed_and_no_old_link_takes_a_signature_away():
    signed = sign("Heron")
    now = timezone.now()
    token = LINK.token(signed.submission, expires=now + timedelta(days=1))
    tried = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token) - 1)]
    told = {_way(each)[1] for each in tried}
    assert len(told) == 1
    late = LINK.token(signed.submission, expires=now - timedelta(seconds=1))
    assert Client().post(_path(late), {"answer": "yes"}).status_code == 410
    assert counted() == 1


def _way(token: str) -> tuple[int, str, list[str]]:
    with CaptureQueriesContext(connection) as seen:
        answer = Client().post(_path(token), {"answer": "yes"})
    shapes = [re.sub(r"'[^']*'", "?", each["sql"]) for each in seen.captured_queries if "submission" in each["sql"]]
    return answer.status_code, answer.content.decode().replace(token, ""), shapes


def test_one_that_was_erased_and_one_that_never_was_look_and_take_the_same():
    gone, soon = sign("Egret", confirmed=False), timezone.now() + timedelta(days=1)
    forget([gone.person], now=timezone.now())
    assert _way(LINK.token(gone.submission, expires=soon)) == _way(LINK.token(new_id(), expires=soon))


def test_whoever_signs_two_campaigns_is_named_where_they_let_it_and_nowhere_else():
    sign("Heron", NAMES, email="heron@example.org")
    desks.DATA.setdefault(OTHER, desks.DATA[FORM])
    desks.register(OTHER, {"name": "Heron", "email": "heron@example.org", "postcode": "100-0001"})
    sign("Egret", NAMES, confirmed=False)
    counted()
    assert "Heron" in Client().get(f"/en/campaigns/{FORM}/names").content.decode()
    for query in ("", "?before=2", "?before=99999999", "?before=-1", "?before=1%27", "?before=%D9%A3"):
        assert "Heron" not in Client().get(f"/en/campaigns/{OTHER}/names{query}").content.decode()
        assert "Egret" not in Client().get(f"/en/campaigns/{FORM}/names{query}").content.decode()
    here, there = Signature.objects.get(form=FORM), Signature.objects.get(form=OTHER)
    assert here.person_id == there.person_id
    assert here.mailbox != there.mailbox  # nor do the tables join them by their mailbox
    assert here.domain != there.domain
    assert Submission.objects.filter(person_id=here.person_id).count() == 2
