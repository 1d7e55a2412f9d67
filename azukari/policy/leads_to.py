"""Where a form leads: the purposes that its answers serve, and those who receive something of them."""

from azukari.policy.terms import Form, Policy, Purpose, Recipient


def purposes_of(policy: Policy, form: Form) -> tuple[Purpose, ...]:
    """The form's purposes, then what it asks consent for, in the form's order; of a draft, those that there are."""
    return tuple(policy.purposes[slug] for slug in form.leads_to if slug in policy.purposes)


def recipients_of(policy: Policy, form: Form) -> tuple[Recipient, ...]:
    """Those who receive something that this form asks for, or who serve its purposes without any of it (payments)."""
    led_to = {*form.leads_to}
    serving = (r for r in policy.recipients.values() if led_to.intersection(r.purposes))
    return tuple(r for r in serving if not r.categories or r.categories & form.categories)
