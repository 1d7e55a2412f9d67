"""Mailing list: the purpose by which a form of the email magazine makes one."""

from azukari.policy.terms import Form, FormKind, Ground, Policy, Purpose


def list_purpose(form: Form, policy: Policy) -> Purpose | None:
    """The purpose of the list that one joins by this form: the first to which people consent. None where it is no form
    of a magazine, or nobody consents by it. A purpose that the policy does not know is none.
    """
    if form.kind is not FormKind.MAGAZINE:
        return None
    named = (policy.purposes[slug] for slug in form.purposes if slug in policy.purposes)
    return next((purpose for purpose in named if purpose.ground is Ground.CONSENT), None)
