"""P31: the managerial liability guidelines are mandatory: a version not accepted within the grace period suspends."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from azukari.core.policy_versions.current import current
from azukari.core.transfers.disclose import propose
from azukari.core.transfers.models import GuidelinesVersion
from azukari.core.transfers.standing import standing_of
from azukari.core.transfers.supervise import GRACE_DAYS, accept_guidelines, default_guidelines, publish_guidelines
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import InvalidTransition
from azukari.policy.disclose import may_transfer
from azukari.policy.disclosure import Demand, DisclosureGround, GuidelinesState
from tests.disclosure import office

pytestmark = pytest.mark.django_db


def refusal(now):
    with pytest.raises(Refused) as refused:
        propose(office.wish(), actor=office.ASKER, now=now)
    return refused.value.verdict.code


def test_a_new_version_gives_time_and_then_suspends(kotori, readers, moment):
    text = {lang: words + "\n\n## 11." for lang, words in default_guidelines().items()}
    publish_guidelines(text, actor=office.ASKER, now=moment)
    grace = moment + timedelta(days=GRACE_DAYS)
    propose(office.wish(), actor=office.ASKER, now=grace)
    assert refusal(grace + timedelta(days=1)) == "disclose.guidelines-not-accepted"
    assert accept_guidelines(kotori.recipient, 2, by="Tsubame Kotori", method="link", now=grace)
    assert not accept_guidelines(kotori.recipient, 2, by="Tsubame Kotori", method="link", now=grace)
    propose(office.wish(), actor=office.ASKER, now=grace + timedelta(days=1))


def test_a_newer_version_gives_no_new_time_to_who_is_late(kotori, readers, moment):
    text = dict(default_guidelines())
    for number, day in ((2, 0), (3, GRACE_DAYS + 1)):
        text = {lang: f"{words}\n\n## {number}." for lang, words in text.items()}
        publish_guidelines(text, actor=office.ASKER, now=moment + timedelta(days=day))
    late = moment + timedelta(days=GRACE_DAYS + 1)
    assert refusal(late) == "disclose.guidelines-not-accepted"
    accept_guidelines(kotori.recipient, 2, by="Tsubame Kotori", method="link", now=late)
    propose(office.wish(), actor=office.ASKER, now=late + timedelta(days=GRACE_DAYS))  # of the third there is time
    assert refusal(late + timedelta(days=GRACE_DAYS + 1)) == "disclose.guidelines-not-accepted"


def test_without_guidelines_nobody_gets_anything(kotori, readers, moment):
    with pytest.raises(IntegrityError), transaction.atomic():
        GuidelinesVersion.objects.update(grace_days=9999)  # nor can a version be changed
    standing = replace(standing_of(office.KOTORI), guidelines=GuidelinesState(0, None, 0))
    demand = Demand(office.KOTORI, "magazine", office.EMAIL, DisclosureGround.CONTRACT)
    verdict = may_transfer(current().policy, demand, standing=standing, now=moment)
    assert verdict.code == "disclose.no-guidelines"


def test_the_default_text_is_there_in_both_languages_and_an_empty_one_is_refused(ruling, moment):
    text = default_guidelines()
    assert text["ja"].startswith("# 委託先の管理責任に関する指針")
    assert text["en"].startswith("# Managerial liability guidelines")
    with pytest.raises(InvalidTransition, match="Japanese and in English"):
        publish_guidelines({"ja": text["ja"], "en": " "}, actor=office.ASKER, now=moment)
    publish_guidelines(text, actor=office.ASKER, now=moment)
    with pytest.raises(InvalidTransition, match="nothing to publish"):
        publish_guidelines(text, actor=office.ASKER, now=moment)
