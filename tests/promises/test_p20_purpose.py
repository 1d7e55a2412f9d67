"""P20: the PURPOSE is always specified; the exact words, language and version that a person saw can be made again."""

import pytest

from azukari.core.policy_versions.models import Notice
from azukari.core.policy_versions.notice import notice
from azukari.core.policy_versions.publish import publish
from azukari.policy.notice import digest, rows, text
from azukari.policy.parse import STARTER, load
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Actor, ActorKind
from tests.promises.policy_draft import draft

POLICY = load(STARTER)
EVERY = [(form, lang) for form in POLICY.forms for lang in POLICY.languages]
OPERATOR = Actor(ActorKind.SYSTEM, "operator")
SECOND = Actor(ActorKind.STAFF, "22222222-2222-4222-8222-222222222222")


def row(form: str, lang: str, key: str) -> str:
    return next(r.text for r in rows(POLICY, POLICY.forms[form], lang=lang) if r.key == key)


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_each_notice_states_every_purpose_and_how_long(form: str, lang: str):
    asked = POLICY.forms[form]
    for slug in (*asked.purposes, *asked.consents):
        purpose = POLICY.purposes[slug]
        assert purpose.statement[lang] in row(form, lang, "why")
        assert kept_for(POLICY, purpose)[lang] in row(form, lang, "how_long")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_only_for_those_who_agree_says_so(lang: str):
    marked = {"ja": "(下の欄で選んだ場合だけ)", "en": "(only if you tick it below)"}[lang]
    assert row("membership", lang, "why").count(marked) == 1
    assert marked not in row("magazine", lang, "why")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_notice_names_who_keeps_it_who_receives_it_and_what_one_can_do(lang: str):
    assert POLICY.organisation.name[lang] in row("magazine", lang, "who")
    assert POLICY.recipients["kotori-mail"].name[lang] in row("magazine", lang, "recipients")
    assert POLICY.recipients["kotori-mail"].name[lang] not in row("feedback", lang, "recipients")
    assert POLICY.requests.phone in row("magazine", lang, "rights")


@pytest.mark.parametrize(("form", "lang"), EVERY)
def test_what_is_read_at_a_glance_is_part_of_the_words_that_are_kept(form: str, lang: str):
    kept = text(POLICY, POLICY.forms[form], lang=lang)
    shown = rows(POLICY, POLICY.forms[form], lang=lang)
    assert len([row for row in shown if row.brief]) == 6
    assert all(row.brief in kept and row.text in kept for row in shown)
    assert all("\n" not in row.brief for row in shown)


def test_the_digest_stands_for_charter_form_language_and_words():
    words = text(POLICY, POLICY.forms["magazine"], lang="ja")
    one = digest(charter=1, form="magazine", lang="ja", text=words)
    others = {
        digest(charter=2, form="magazine", lang="ja", text=words),
        digest(charter=1, form="membership", lang="ja", text=words),
        digest(charter=1, form="magazine", lang="en", text=words),
        digest(charter=1, form="magazine", lang="ja", text=words + " "),
    }
    assert len(others) == 4
    assert one not in others


@pytest.mark.django_db
def test_what_an_earlier_version_said_can_be_made_again_word_for_word(now):
    publish(STARTER.read_text("utf-8"), actor=OPERATOR, now=now)
    seen = notice(1, "magazine", "en")
    reworded = {"ja": "便りを送るために使います。", "en": "We use these details to send you our letter."}
    later = draft(lambda policy: policy["purposes"]["magazine"].update(statement=reworded))
    publish(later, actor=OPERATOR, approver=SECOND, now=now)
    assert notice(1, "magazine", "en") == seen
    assert Notice.objects.get(digest=seen.digest).text == seen.text
    assert reworded["en"] in notice(2, "magazine", "en").text
    assert notice(2, "magazine", "en").digest != seen.digest
