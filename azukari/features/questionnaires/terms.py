"""Terms of the policy under which a questionnaire is counted: the strictest since it was first published.

So a policy that is widened later never makes anything of answers that were given under a stricter one.
"""

from django.db.models import Max, Min

from azukari.core.policy_versions.current import charters
from azukari.core.policy_versions.models import Charter
from azukari.features.questionnaires.models import Poll
from azukari.policy.terms import Questionnaires


def terms_of(poll: Poll) -> Questionnaires:
    """The terms of this questionnaire.

    Raises:
        NoCharter: nothing has been published.
    """
    known = charters()
    begun = poll.versions.aggregate(Min("published_at"))["published_at__min"]
    before = Charter.objects.filter(published_at__lte=begun) if begun else Charter.objects.none()
    first = before.aggregate(Max("number"))["number__max"] or known.ruling.number
    told = [known.policy(number).questionnaires for number in known.digests if number >= first]
    return Questionnaires(
        least=max(terms.least for terms in told),
        batch=max(terms.batch for terms in told),
        crossings=min(terms.crossings for terms in told),
    )
