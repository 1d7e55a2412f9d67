"""The owner of a campaign works without raw data: every page and deed of its desk, for every organisation, and no way
to open anybody (P07, P14).
"""

import json

import pytest
from django.utils import timezone

from azukari.core.accounts.actor import actor_of
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.events import VALUE_RELEASED
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.features.campaigns.models import CampaignPage, CampaignUpdate, Removal, Signature
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import CITY, FORM, FRIENDS, NAMES, counted, sign
from azukari.policy.terms import Category
from tests.console import desks

AT = f"/console/forms/{FORM}/campaign/"
OWNER = {"title": {"ja": "署名の発起人", "en": "Campaign owner"}, "purposes": [], "sealed": ["campaign"]}


@pytest.mark.django_db
def test_all_the_work_is_done_and_nothing_can_be_opened():
    draft = json.loads(signing.policy_text())
    draft["duties"]["owner"] = OWNER
    publish(json.dumps(draft, ensure_ascii=False), actor=desks.OPERATOR, now=timezone.now())
    heron = sign("Heron", NAMES, CITY, "campaign-updates")
    sign("Egret", FRIENDS)
    sign("Bot", email="bot@mailinator.com")
    assert counted() == 3
    owner = desks.staff("owner")
    client = desks.browser(owner)
    home = client.get("/console/").content.decode()
    assert 'href="/console/campaigns/"' in home, "the menu leads there"
    seen = home + client.get("/console/campaigns/").content.decode()
    assert f"forms/{FORM}/campaign/" in seen
    edited = {"goal": "100", "body_en": "A river.", "body_ja": "川。"}
    assert client.post(AT, edited).status_code == 302
    assert CampaignPage.objects.get(form=FORM).goal == 100
    assert client.post(f"{AT}news/", {"subject_en": "News", "text_en": "We met.", "send": "1"}).status_code == 302
    assert CampaignUpdate.objects.filter(form=FORM).exists()
    handing = client.get(f"{AT}handing/").content.decode()
    assert handing.count(">1</td>") == 4, "one chose each organisation, and neither has anybody yet"
    assert "1-0001" not in client.post(f"{AT}handing/").content.decode()
    key = client.get(f"{AT}checks/").content.decode().partition('name="which" value="')[2].partition('"')[0]
    look = client.post(f"{AT}checks/look/", {"which": key}).content.decode()
    client.post(f"{AT}checks/remove/", {"which": key, "count": "1"})
    assert (Removal.objects.count(), counted()) == (1, 2)
    listed = client.get(f"/console/forms/{FORM}/").content.decode()
    assert all(f"Signature no. {number}" in listed for number in (1, 2, 3)), "a sealed list tells them apart by words"
    numbers = client.get(f"/console/forms/{FORM}/numbers/").content.decode()
    one = f"/console/forms/{FORM}/{heron.submission}/"
    pages = [seen, handing, look, listed, numbers, client.get(one).content.decode()]
    assert not [page for page in pages for word in ("Heron", "Egret", "example.org", "mailinator") if word in page]
    assert client.post(f"{one}open/", {"purpose": "campaign", "reason": "check"}).status_code == 403
    with pytest.raises(Refused):
        release(
            [heron.person],
            purpose="campaign",
            categories=frozenset({Category.NAME}),
            actor=actor_of(owner),
            reason=Reason.SERVICE,
            now=timezone.now(),
        )
    assert client.get(f"/console/export/forms/{FORM}/").status_code == 403
    assert client.get("/console/forms/feedback/").status_code == 403
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists()
    assert Signature.objects.count() == 3
