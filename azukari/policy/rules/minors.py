"""Minors: forms on which a guardian can be asked."""

from collections.abc import Iterator

from azukari.policy.finding import Finding, both
from azukari.policy.rules.forms import CONFIRMED_KINDS
from azukari.policy.terms import Category, Policy


def askable(policy: Policy) -> Iterator[Finding]:
    """A form for minors knows the age, and has an address of the person's own to confirm first."""
    for slug, form in policy.forms.items():
        if not form.minors:
            continue
        clause = f"forms.{slug}.minors"
        if policy.minors is None:
            yield Finding(
                "form.minors-without-age",
                clause,
                both(
                    "何歳未満に保護者の同意が要るのかがありません。",
                    "It does not say below which age a guardian has to agree.",
                ),
                both("ポリシーに minors を書いてください。", "Write minors in the policy."),
            )
        confirmed = form.kind in CONFIRMED_KINDS
        if not confirmed or not any(field.category is Category.EMAIL and field.required for field in form.fields):
            yield Finding(
                "form.minors-without-email",
                clause,
                both(
                    "本人のメールアドレスが必須でないフォームでは、保護者の同意を尋ねられません。",
                    "A guardian can be asked only where the person's own email address is required.",
                ),
                both(
                    "minors を取り除くか、メールアドレスを必須にしてください。",
                    "Remove minors, or require an email address.",
                ),
            )
