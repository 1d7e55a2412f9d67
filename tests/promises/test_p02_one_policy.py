"""P02: handling follows the policy shown. One document drives page, notice and decisions, so they change together."""

from datetime import timedelta

import pytest
from django.test import Client

from azukari.core.forms.answers import Answers, read
from azukari.core.policy_versions.current import at, current
from azukari.core.policy_versions.models import Charter
from azukari.core.policy_versions.notice import notice
from azukari.core.policy_versions.publish import publish
from azukari.policy.decide import may_release
from azukari.policy.explain import name_categories
from azukari.policy.parse import STARTER
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Actor, ActorKind, Category

pytestmark = pytest.mark.django_db

TEXT = STARTER.read_text("utf-8")
SETTER = Actor(ActorKind.SYSTEM, "operator")
WORKER = Actor(ActorKind.SYSTEM, "worker")
FAX_FIELD = TEXT[TEXT.index("      - id: fax\n") : TEXT.index("      - id: occupation\n")]
WITHOUT_FAX = TEXT.replace(FAX_FIELD, "", 1).replace(
    "    may_use: [phone, fax, occupation]\n", "    may_use: [phone, occupation]\n", 1
)


def page(path: str) -> str:
    response = Client(headers={"host": "localhost"}).get(path)
    assert response.status_code == 200
    return response.content.decode()


def takes_fax() -> bool:
    """Whether the form knows the field; what it does not know is refused."""
    policy = current().policy
    answers = read(policy.forms["membership"], policy, {"fax": "03-1111-2222"}, lang="en")
    assert not isinstance(answers, Answers)  # the rest is missing
    return "fax" not in {problem.field_id for problem in answers if problem.code == "unknown"}


def section(html: str, id: str) -> str:
    return html.split(f'<section aria-labelledby="{id}">')[1].split("</section>")[0]


def test_a_changed_rule_changes_the_page_the_notice_and_what_is_enforced(now):
    fax = frozenset({Category.FAX})
    publish(TEXT, actor=SETTER, now=now)
    before = section(page("/en/privacy"), "purposes").split('id="purpose-dues-record"')[0]
    assert "fax number" in before
    assert "FAX番号" in notice(1, "membership", "ja").text
    assert may_release(current().policy, purpose="membership", categories=fax, actor=WORKER)
    assert takes_fax()

    publish(WITHOUT_FAX, actor=SETTER, now=now + timedelta(days=1))
    after = section(page("/en/privacy"), "purposes").split('id="purpose-dues-record"')[0]
    assert "fax number" not in after
    assert "FAX番号" not in notice(2, "membership", "ja").text
    assert not may_release(current().policy, purpose="membership", categories=fax, actor=WORKER)
    assert not takes_fax()


@pytest.mark.parametrize(
    ("lang", "besides", "nothing"),
    [
        ("ja", "もお預かりします。", "これら以外の項目は集めません。"),
        ("en", "We also keep your", "We ask for nothing beyond this"),
    ],
)
def test_that_nothing_else_is_asked_for_stands_after_all_that_is(charter, lang, besides, nothing):
    scope = section(page(f"/{lang}/privacy"), "scope")
    assert 0 < scope.index(besides) < scope.index(nothing)


def test_every_word_of_the_page_comes_from_the_charter(charter):
    policy = charter.policy
    for lang in policy.languages:
        html = page(f"/{lang}/privacy").replace("&#x27;", "'")
        for purpose in policy.purposes.values():
            assert purpose.title[lang] in html
            assert purpose.statement[lang] in html
            stated = html.split(f'id="purpose-{purpose.slug}"')[1].split("<h3")[0]
            assert name_categories(policy, purpose.needs)[lang] in stated
            assert name_categories(policy, purpose.may_use)[lang] in stated
            assert html.count(kept_for(policy, purpose)[lang]) >= 2
        for form in policy.forms.values():
            assert form.title[lang] in html
            assert all(field.reason[lang] in html for field in form.fields)
        for recipient in policy.recipients.values():
            assert recipient.name[lang] in html
        for clause in policy.confidentiality:
            assert clause.text[lang] in html
        for text in (policy.statistics.purposes, policy.statistics.counted, *policy.supplements.values()):
            assert text[lang] in html
        assert policy.requests.phone in html
        assert policy.requests.department[lang] in html


def test_an_earlier_version_stays_readable_and_says_that_it_no_longer_rules(now):
    publish(TEXT, actor=SETTER, now=now)
    publish(WITHOUT_FAX, actor=SETTER, now=now + timedelta(days=1))
    old, new = page("/en/privacy/1"), page("/en/privacy")
    assert "It is no longer in force" in old
    assert "It is no longer in force" not in new
    assert Charter.objects.get(number=1).digest in old
    assert Charter.objects.get(number=2).digest in new
    changed = page("/ja/privacy/versions")
    assert "「入会の申し込み」で「FAX番号」を尋ねなくなります。" in changed
    assert at(1).policy.forms["membership"].field("fax")


def test_a_version_that_was_never_published_is_not_found(charter):
    assert Client(headers={"host": "localhost"}).get("/en/privacy/7").status_code == 404


def test_the_policy_page_sets_no_cookie(charter):
    assert not Client(headers={"host": "localhost"}).get("/ja/privacy").cookies
