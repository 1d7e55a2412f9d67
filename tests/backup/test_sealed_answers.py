"""Unlinked answers in a backup: opened there, and sealed again by the instance that it is restored to (P10)."""

from pathlib import Path

from tests.backup.bundles import back_up, restore
from tests.live import Program

_GIVE = """
from dataclasses import replace
from azukari.demo.people import SETTER
from azukari.features.questionnaires.document import write
from azukari.features.questionnaires.give import give_unlinked
from azukari.features.questionnaires.mixing import mix_all
from azukari.features.questionnaires.models import MixedAnswers, Poll, PooledAnswers
from azukari.features.questionnaires.publish import publish
from azukari.features.questionnaires.shape import Quota
from azukari.features.questionnaires.tests.sample import sample
now = timezone.now()
asked = replace(sample(), quotas=(Quota("young", "age < 30", 20),))
Poll.objects.create(slug=asked.slug, draft=write(asked), changed_at=now)
version = publish(asked.slug, revision=None, actor=SETTER, now=now)
for age in range(20, 33):
    give_unlinked(version, asked, {"age": age}, day=now.date())
    if age == 29:
        assert mix_all(now) == 10
"""
_LOOK = """
from azukari.features.questionnaires.models import MixedAnswers, Poll, PooledAnswers
from azukari.features.questionnaires.sealed_answers import whole_polls
from azukari.features.questionnaires.unlinked_quotas import taken_of
from azukari.core.vault.batch_field import Opened
found = [[row.answers for row in model.objects.all()] for model in (MixedAnswers, PooledAnswers)]
asked = Poll.objects.get(slug="riverside")
print([sorted(each["age"] for each in some) for some in found], taken_of(asked), asked.slug in whole_polls(),
      all(isinstance(each, Opened) for some in found for each in some))
"""


def test_a_restore_brings_back_every_answer_of_the_backup_and_seals_them(
    peopled: Program, another: Program, identity: Path, tmp_path: Path
) -> None:
    peopled.python(_GIVE)
    data, keys = back_up(peopled, tmp_path / "backups", identity)
    restore(another, data, keys, identity, "--removals", str(peopled.root / "removals"))
    another.azukari("worker", "--once")
    ages = [[*range(20, 30)], [*range(30, 33)]]
    assert another.python(_LOOK).strip() == f"{ages} {{'young': 10}} True True"
