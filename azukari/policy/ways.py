"""Ways of using people's data: each says which uses of a purpose it belongs to; all others are refused (law 12).

A way is one thing that is done with people for a purpose: a kind of mailing, an invitation, a list taken out, labels,
an act on a register. Whoever does it names the way, and the policy's purpose must have one of its uses.
"""

from dataclasses import dataclass, field

from azukari.policy.explain import verdict
from azukari.policy.terms import RESERVED_PURPOSES, Answer, Policy, Text, Use, Verdict
from azukari.policy.uses import USES, in_words, uses_of


@dataclass(frozen=True, slots=True)
class Way:
    """One way of using people's data.

    Args:
        name: ``package:what``, stable.
        title: what is done, in a few words.
        serves: the uses to which it belongs: a purpose must have one of them. None where it only looks at, mends or
            ends what is there, which belongs to every purpose; empty where it tells people of their own data, which
            no purpose of a policy is for.
    """

    name: str
    title: Text = field(compare=False)
    serves: frozenset[Use] | None

    @property
    def only_looks(self) -> bool:
        """Whether it belongs to every purpose."""
        return self.serves is None

    def belongs_to(self, uses: frozenset[Use]) -> bool:
        """Whether a purpose with these uses may be served in this way."""
        return self.serves is None or bool(self.serves & uses)


def may_serve(policy: Policy, way: Way, purpose: str) -> Verdict:
    """May ``purpose`` be served in this way? A purpose that the policy does not name is a gap."""
    clause = f"purposes.{purpose}.uses"
    if purpose in RESERVED_PURPOSES:
        if way.serves:
            return verdict(policy, Answer.NO, "way.own", "purposes", way=way.title)
        return verdict(policy, Answer.YES, "way.allowed", "purposes", way=way.title)
    known = policy.purposes.get(purpose)
    if known is None:
        return verdict(policy, Answer.GAP, "release.unknown-purpose", "purposes")
    uses = uses_of(policy, purpose)
    if way.belongs_to(uses):
        return verdict(policy, Answer.YES, "way.allowed", clause, way=way.title)
    if not way.serves:
        return verdict(policy, Answer.NO, "way.own-only", clause, way=way.title, purpose=known.title)
    needed = {lang: _either(lang).join(USES[use][lang] for use in Use if use in way.serves) for lang in ("ja", "en")}
    code = "way.other-use" if uses else "way.no-use"
    words = {"way": way.title, "purpose": known.title, "uses": in_words(uses), "needed": needed}
    return verdict(policy, Answer.NO, code, clause, **words)


def forms_closed_to(policy: Policy, way: Way) -> frozenset[str]:
    """The forms of the policy none of whose purposes may be served in this way: what the program does by itself, no
    member of staff having asked for it, is not done with people who registered by them.
    """
    return frozenset(
        form.slug for form in policy.forms.values() if not any(may_serve(policy, way, slug) for slug in form.purposes)
    )


def _either(lang: str) -> str:
    return "、または" if lang == "ja" else ", or "
