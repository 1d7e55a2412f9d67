"""P12, P14: a policy that an older release published says nothing of uses. At the upgrade its purposes get the uses of
their forms' kinds: what people registered for goes on, everything else is refused, and nobody is asked anew.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from azukari.core.forms.replying import REPLY_LETTER
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.events import VALUE_RELEASED
from azukari.core.vault.refusal import Refused
from azukari.core.vault.ways import declared, way_called
from azukari.features.questionnaires.invited.inviting import invite
from azukari.features.questionnaires.tests.guests import HOST
from azukari.features.questionnaires.tests.visitor import opened
from azukari.policy.diff import diff
from azukari.policy.parse import parse, starter
from azukari.policy.terms import Use
from azukari.policy.uses import uses_of
from azukari.policy.ways import may_serve
from tests.console import desks
from tests.releases import kept

MEANT = {
    "membership": {Use.ADMINISTER, Use.INVITE},
    "volunteers": {Use.ADMINISTER, Use.INVITE},
    "dues-record": {Use.ACCOUNT},
    "feedback": {Use.ANSWER},
    "magazine": {Use.INFORM},
    "campaign": {Use.COUNT},
    "campaign-updates": {Use.INFORM},
    "questionnaire": {Use.COUNT, Use.INFORM},
}


def _published(file: Path, into: Path) -> str:
    """The document that ruled when the instance was kept."""
    kept.unpacked(file, into)
    with closing(sqlite3.connect(into / "instance" / "data" / "azukari.sqlite3")) as rows:
        [text] = rows.execute("SELECT document FROM charter_charter ORDER BY number DESC LIMIT 1").fetchone()
    return str(text)


@pytest.fixture(params=kept.releases(), ids=lambda file: file.name.removesuffix(".tar.xz"))
def document(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return _published(request.param, tmp_path)


def test_each_purpose_gets_the_uses_of_its_forms_and_no_other(document: str) -> None:
    policy = parse(document)
    silent = [slug for slug, purpose in policy.purposes.items() if purpose.uses is None]
    assert {slug: {*uses_of(policy, slug)} for slug in silent} == {slug: MEANT[slug] for slug in silent}
    for way in declared():
        if way.serves:
            for slug in silent:
                assert bool(may_serve(policy, way, slug)) is bool(way.serves & MEANT[slug]), (way.name, slug)


def test_the_starter_of_today_adds_no_use_to_it(document: str) -> None:
    """Whoever registered under the older release is not asked anew because today's starter names the uses."""
    added = [one for one in diff(parse(document), starter()) if one.clause.endswith(".uses")]
    assert not [one.clause for one in added if one.existing]


@pytest.mark.django_db
def test_people_are_used_for_what_their_form_was_for_alone(document: str) -> None:
    publish(document, actor=desks.OPERATOR, now=desks.moment())
    policy = parse(document)
    desks.register("feedback")
    opened_before = Pending.objects.filter(kind=VALUE_RELEASED.name).count()
    with pytest.raises(Refused) as refused:
        invite(opened().poll, purpose="feedback", actor=HOST, now=desks.moment())
    assert refused.value.verdict.code == "way.other-use"
    assert Pending.objects.filter(kind=VALUE_RELEASED.name).count() == opened_before
    assert may_serve(policy, way_called(REPLY_LETTER), "feedback")
