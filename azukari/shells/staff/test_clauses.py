"""Where in the policy a refusal stands, in words."""

import pytest
from django.utils.translation import override

from azukari.policy.parse import STARTER, load
from azukari.shells.staff.refusals import clause_in_words


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("duties", "Duties"),
        ("duties.membership.acts", "Duties: Membership desk"),
        ("purposes.magazine.needs", "Purposes: The email magazine"),
        ("recipients.nobody-here", "Recipients"),
        ("unconfirmed_days", ""),
    ],
)
def test_a_clause_is_told_as_the_policy_heads_it(clause, said):
    with override("en"):
        assert clause_in_words(clause, load(STARTER)) == said


def test_a_recipient_is_told_by_name():
    policy = load(STARTER)
    slug, recipient = next(iter(policy.recipients.items()))
    with override("ja"):
        assert clause_in_words(f"recipients.{slug}.purposes", policy) == f"渡す相手：{recipient.name['ja']}"
