"""Uses of purposes: none that contradicts the ground, the data or the recipients of the purpose (law 12)."""

from collections.abc import Iterator

from azukari.policy.finding import Finding, both
from azukari.policy.terms import Category, Ground, Policy, Use
from azukari.policy.uses import BY_RECIPIENTS, in_words, named_by_recipients

REACHED_BY = frozenset({Category.EMAIL, Category.ADDRESS, Category.PHONE, Category.FAX})
SENT = frozenset({Use.INFORM, Use.INVITE})
"""Uses that need contact details."""


def of_law(policy: Policy) -> Iterator[Finding]:
    """What a law has us keep serves the books, and whomever the policy names; the law demands no more."""
    for slug, purpose in policy.purposes.items():
        other = (purpose.uses or frozenset()) - {Use.ACCOUNT, *BY_RECIPIENTS}
        if purpose.ground is Ground.LAW and other:
            words = in_words(other)
            yield Finding(
                "purpose.uses-beyond-law",
                f"purposes.{slug}.uses",
                both(
                    f"法律に基づいて残す情報を、{words['ja']}に使うと書かれています。",
                    f"What a law has us keep is used {words['en']}.",
                ),
                both(
                    "uses を [account] にするか、その使いみちのための目的を別に立ててください。",
                    "Make it [account], or set up a purpose of its own for that.",
                ),
            )


def of_categories(policy: Policy) -> Iterator[Finding]:
    """Nobody can be sent news or be invited without an address of some kind."""
    for slug, purpose in policy.purposes.items():
        sent = (purpose.uses or frozenset()) & SENT
        if sent and purpose.categories and not purpose.categories & REACHED_BY:
            words = in_words(sent)
            yield Finding(
                "purpose.uses-without-address",
                f"purposes.{slug}.uses",
                both(
                    f"連絡先を使わない目的なのに、{words['ja']}に使うと書かれています。",
                    f"The purpose uses no contact details, and is used {words['en']}.",
                ),
                both(
                    "uses から取り除くか、needs か may_use に連絡先を加えてください。",
                    "Remove that from uses, or add contact details to needs or may_use.",
                ),
            )


def of_recipients(policy: Policy) -> Iterator[Finding]:
    """What is said to be shown or handed over has somebody named who gets it."""
    for slug, purpose in policy.purposes.items():
        nobody = ((purpose.uses or frozenset()) & BY_RECIPIENTS) - named_by_recipients(policy, slug)
        if nobody:
            words = in_words(nobody)
            yield Finding(
                "purpose.uses-without-recipient",
                f"purposes.{slug}.uses",
                both(
                    f"{words['ja']}に使うと書かれていますが、相手が recipients にありません。",
                    f"It is used {words['en']}, and nobody is named who gets it.",
                ),
                both(
                    "相手(third_party)を recipients に書くか、uses から取り除いてください。",
                    "Name the third party in recipients, or remove that from uses.",
                ),
            )
