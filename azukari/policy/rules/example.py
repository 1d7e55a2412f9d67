"""What is left of the example: a policy begins as that of a made-up association, and goes live as one's own.

These findings are for whoever publishes for real people (`azukari.core.policy_versions.sound`); as a document the
example is sound.
Compared are the facts about the organisation and its recipients, and every text that still speaks of the association.
"""

from collections.abc import Iterator

from azukari.policy.finding import Finding, both
from azukari.policy.parse import starter
from azukari.policy.rules.texts import texts
from azukari.policy.terms import Policy, Text

_NAMES = ("瀬音", "seoto")
"""By what its texts name the association of the example and its river."""

_REMEDY = both("自分の団体のことに書き換えてください。", "Write what is true of your own organisation.")


def organisation(policy: Policy) -> Iterator[Finding]:
    """Name, seat, number, addresses and telephone are not those of the example."""
    ours, example = _facts(policy), _facts(starter())
    for clause, value in ours.items():
        if _same(value, example[clause]):
            sentence = both("見本の架空の団体のままです。", "This is still that of the example's made-up organisation.")
            yield Finding("example.organisation", clause, sentence, _REMEDY)


def recipients(policy: Policy) -> Iterator[Finding]:
    """Nobody is told that their data goes to a company that does not exist."""
    made_up = [each.name for each in starter().recipients.values()]
    for slug, recipient in policy.recipients.items():
        if any(_same(recipient.name, name) for name in made_up):
            yield Finding(
                "example.recipient",
                f"recipients.{slug}.name",
                both("見本の架空の渡し先のままです。", "This recipient is made up, like all of the example."),
                both(
                    "実在する渡し先に書き換えるか、なければ取り除いてください。",
                    "Name the real one, or remove it if there is none.",
                ),
            )


def words(policy: Policy) -> Iterator[Finding]:
    """No text speaks of the example's association, unless one's own organisation is called so."""
    own = " ".join(policy.organisation.name.values()).lower()
    facts = {*_facts(policy), *(f"recipients.{slug}.name" for slug in policy.recipients)}
    left = [name for name in _NAMES if name not in own]
    for clause, text in texts(policy):
        if clause not in facts and any(name in " ".join(text.values()).lower() for name in left):
            sentence = both(
                "見本の団体についての文のままです。", "This text still speaks of the example's organisation."
            )
            yield Finding("example.words", clause, sentence, _REMEDY)


def _facts(policy: Policy) -> dict[str, Text | str]:
    known = policy.organisation
    return {
        "organisation.name": known.name,
        "organisation.representative": known.representative,
        "organisation.address": known.address,
        "organisation.registration": known.registration,
        "organisation.website": known.website,
        "organisation.email": known.email,
        "requests.phone": policy.requests.phone,
    }


def _same(ours: Text | str, example: Text | str) -> bool:
    """Whether it is the example's in any language."""
    if isinstance(ours, str) or isinstance(example, str):
        return ours == example
    return any(words == example.get(lang) for lang, words in ours.items())
