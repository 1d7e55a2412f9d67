"""What signers agreed to besides signing: to be shown, to be handed over, to get news. Each by the policy's own words.

A box that is ticked for a purpose for which the policy names a third party is a consent to that third party; it is
entered within seconds, and the gate asks for it from then on. Names are shown once that is on the person's trail.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.transfers.consents import agree_by_box
from azukari.core.transfers.models import Consent
from azukari.core.transfers.publication import begin, may_show
from azukari.features.campaigns.models import Signature
from azukari.policy.terms import EVERYBODY, Category, Form, FormKind, Ground, Policy, RecipientKind

BATCH = 500


def shown_for(form: Form, policy: Policy) -> str:
    """The purpose for which signers of ``form`` let everybody read their names; ``""`` where the policy has none."""
    everybody = policy.recipients.get(EVERYBODY)
    if everybody is None or Category.NAME not in everybody.categories:
        return ""
    return next((slug for slug in form.consents if slug in everybody.purposes), "")


def handed_to(form: Form, policy: Policy) -> Iterator[tuple[str, str]]:
    """Third parties to whom signers of ``form`` may let themselves be handed over, each with the purpose.

    What is the service of another form (the magazine, say) hands nobody over who signs.
    """
    own = {*form.consents} - _services(policy)
    for slug, recipient in policy.recipients.items():
        if recipient.kind is RecipientKind.THIRD_PARTY:
            yield from ((slug, purpose) for purpose in recipient.purposes if purpose in own)


def news_for(form: Form, policy: Policy) -> str:
    """The purpose for which signers of ``form`` get news of it: a box of its own, which does nothing but send mail.

    What is the service of another form (the magazine, say) is none of its news.
    """
    given = {purpose for _recipient, purpose in handed_to(form, policy)}
    fit = (slug for slug in form.consents if slug not in _services(policy) | given)
    return next((slug for slug in fit if Category.EMAIL in policy.purposes[slug].needs), "")


def _services(policy: Policy) -> set[str]:
    """The purposes that forms are for."""
    return {purpose for other in policy.forms.values() for purpose in other.purposes}


def settle(now: datetime) -> int:
    """Enter what was agreed to since the last time, and let names begin to be shown; returns how many steps it took."""
    if (policy := ruling_policy()) is None:
        return 0
    steps = 0
    for form in policy.forms_of(FormKind.CAMPAIGN):
        steps += sum(_enter(form, recipient, purpose, now) for recipient, purpose in handed_to(form, policy))
        if shown := shown_for(form, policy):
            steps += _show(form, shown, now)
    return steps


def _enter(form: Form, recipient: str, purpose: str, now: datetime) -> int:
    here = Signature.objects.filter(form=form.slug, submission_id=OuterRef("submission_id"))
    given = Consent.objects.filter(person_id=OuterRef("person_id"), recipient_id=recipient, purpose=purpose)
    said = given.filter(Q(begins_at__gte=OuterRef("begins_at")) | Q(withdrawn_at__isnull=True))
    grants = Grant.objects.living(now).unsettled().filter(Exists(here), ~Exists(said), purpose=purpose)
    with transaction.atomic(durable=True):
        new = {grant.person_id: grant for grant in grants.filter(ground=Ground.CONSENT).order_by("-id")[:BATCH]}
        return agree_by_box([new[person] for person in sorted(new)], recipient=recipient, now=now) if new else 0


def _show(form: Form, purpose: str, now: datetime) -> int:
    """Those whose name everybody may read, and whose trail does not say so yet."""
    agreed = Grant.objects.living(now).filter(submission_id=OuterRef("submission_id"), purpose=purpose)
    fresh = Signature.objects.filter(form=form.slug, number__isnull=False, removal__isnull=True)
    again = fresh.filter(shown_at__isnull=True) | fresh.filter(
        Exists(agreed.filter(begins_at__gt=OuterRef("shown_at")))
    )
    with transaction.atomic(durable=True):
        new = {one.pk: one.person_id for one in again.filter(Exists(agreed)).order_by(F("number"))[:BATCH]}
        people = may_show({*new.values()}, purpose=purpose, category=Category.NAME, now=now)
        begin(people, form=form.slug, purpose=purpose, category=Category.NAME, now=now)
        shown = [submission for submission, person in new.items() if person in people]
        return Signature.objects.filter(pk__in=shown).update(shown_at=now)
