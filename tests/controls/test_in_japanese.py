"""Whatever a control can say, a reader of Japanese gets in Japanese, with what was put in."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from azukari.core.policy_versions.current import current
from azukari.features.audits.models import Finding
from azukari.lib.control import controls
from azukari.lib.sentence import sentences
from azukari.policy.disclose import may_transfer
from azukari.policy.disclosure import Demand, DisclosureGround, RecipientStatus
from azukari.policy.terms import Category
from azukari.shells.worker.control_words import DISK_SCARCE
from azukari.shells.worker.finding_words import translated
from tests.controls.ground import left_in_english

_GAP = re.compile(r"%\((\w+)\)([sd])")


def _filled(english):
    """The sentence with something in each gap."""
    gaps = _GAP.findall(english)
    return {name: 40 + place if sort == "d" else f"{40 + place}x" for place, (name, sort) in enumerate(gaps)}


def test_every_sentence_is_found_again_and_said_in_japanese():
    assert controls()
    found = sentences()
    assert len(found) > 150
    wrong = []
    for sentence in found:
        values = _filled(sentence.english)
        with translation.override("ja"):
            told = translated(sentence(**values))
        numbers = [str(value) for value in values.values()]
        whole = len(sentence.english.split(" ")) < 4 or not left_in_english([sentence(**values)])
        if not whole or not all(number in told for number in numbers):
            wrong.append((sentence.english, told))
    assert wrong == []


def test_in_english_and_of_an_auditor_it_stays_as_it_was_written():
    said = "3 requests belong to somebody who no longer answers them. Invite staff on the page Staff of the console."
    row = Finding(control="department", said=said)
    with translation.override("en"):
        assert row.words == said
    with translation.override("ja"):
        assert row.words == (
            "3件の請求の受け持ちが、もう対応していない人のままです。「職員」のページで職員を招待してください。"
        )
        assert Finding(control="audit", said="A cupboard was open.").title == "A cupboard was open."


@pytest.mark.usefixtures("charter")
@pytest.mark.parametrize(("template", "gap"), [("desk/finding_rows", "findings"), ("desk/finding", "row")])
def test_the_pages_say_it_so(template, gap, now, rf):
    row = Finding(control="disk", said=DISK_SCARCE(free=7), opened_at=now)
    shown = {"row": row, "findings": [row]}[gap]
    with translation.override("ja"):
        page = render_to_string(
            f"assurance/{template}.html", {gap: shown, "claim": "", "owner": ""}, request=rf.get("/console/findings/")
        )
    assert "残り7 MBです。" in page
    assert row.said not in page
    assert 'lang="en"' not in page.partition("<main")[2]


@pytest.mark.usefixtures("charter")
def test_the_gate_calls_recipient_and_purpose_by_their_japanese_names(now):
    policy = current().policy
    slug, recipient = next(iter(policy.recipients.items()))
    purpose = next(name for name in policy.purposes if name not in recipient.purposes)
    demand = Demand(slug, purpose, frozenset({Category.EMAIL}), DisclosureGround.CONTRACT)
    verdict = may_transfer(policy, demand, standing=RecipientStatus(), now=now)
    assert not verdict
    with translation.override("ja"):
        told = translated(f"{verdict.sentence['en']} {verdict.remedy['en']}".strip())
    assert told == verdict.sentence["ja"] + verdict.remedy["ja"]


@pytest.mark.usefixtures("charter")
@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Mon 19 Jan 2026", "2026年1月19日(月)"),
        ("Tue 19 Jan 2026", "Tue 19 Jan 2026"),
        ("Mon 31 Feb 2026", "Mon 31 Feb 2026"),
    ],
)
def test_a_day_is_told_as_japanese_writes_it(written, told):
    with translation.override("ja"):
        said = translated(f"The review of Kotori was due on {written}.")
    assert said == f"Kotoriの点検の期日({told})を過ぎています。"
