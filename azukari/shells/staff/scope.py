"""How far somebody's duties reach: pure decisions over the published policy.

A form's purposes decide who sees that it was filled in; a grant's purpose decides who sees that it exists. What lies
outside is not shown as forbidden but not shown at all, so that the membership desk cannot tell who volunteers (P06,
P14).
"""

from dataclasses import dataclass

from azukari.both_languages import BothLanguages
from azukari.policy.terms import Act, Actor, Answer, Duty, Form, FormKind, Policy, Verdict


@dataclass(frozen=True, slots=True)
class Scope:
    """What an actor's duties cover.

    Args:
        duties: those that the policy knows.
        purposes: that these duties may open data for.
        forms: whose own purposes are among them, and campaigns that a duty runs by numbers alone. A form on which
            people may agree to one of the purposes besides is not: that somebody agreed to the magazine when they
            volunteered is no business of its editor.
    """

    duties: tuple[Duty, ...]
    purposes: frozenset[str]
    forms: frozenset[str]


def scope_of(actor: Actor, policy: Policy | None, *, act: Act | None = None) -> Scope:
    """What ``actor`` reaches under ``policy``; nothing where there is none.

    Args:
        act: count only the duties to which it belongs: whose data it may be done with.
    """
    if policy is None:
        return Scope((), frozenset(), frozenset())
    duties = policy.duties_of(actor.duties)
    if act is not None:
        duties = tuple(duty for duty in duties if act in duty.acts)
    purposes = frozenset(purpose for duty in duties for purpose in duty.purposes)
    if actor.token:
        purposes &= actor.only
    forms = frozenset(f.slug for f in policy.forms.values() if purposes & set(f.purposes))
    sealed = frozenset(purpose for duty in duties for purpose in duty.sealed if not actor.token)  # by a token, none
    run = (f.slug for f in policy.forms_of(FormKind.CAMPAIGN) if sealed & {*f.purposes})
    return Scope(duties, purposes, forms.union(run))


def may_list(form: Form, scope: Scope) -> Verdict:
    """Whether the list of ``form``'s submissions is open: a duty must serve one of its purposes."""
    clause = f"forms.{form.slug}.purposes"
    if form.slug in scope.forms:
        return Verdict(
            Answer.YES,
            "console.list",
            clause,
            BothLanguages("One of your duties covers this form."),
        )
    return Verdict(
        Answer.NO,
        "console.other-duty",
        clause,
        BothLanguages("“%(form)s” serves none of the purposes that your duties cover.", form=form.title),
    )


def outside() -> Verdict:
    """The refusal of a person's page to somebody whose duties share no purpose with that person."""
    return Verdict(
        Answer.NO,
        "console.other-duty",
        "duties",
        BothLanguages("None of the purposes that your duties cover opens this person’s page."),
    )
