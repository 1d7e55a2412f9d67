"""What a later policy newly allows with data that people left under an earlier one (law 10).

A grant is judged by the charter under which it was given: whatever the policy that rules allows beyond that one is not
agreed to, and stays closed until the person says yes. Nobody has to remember that a charter widened something; the two
documents say so whenever they are compared.

The program does not understand a statement. Where its author says that it allows more (by a new edition), the earlier
use goes on for people who agreed to the old one, in the words of their own charter, which whoever opens their data is
shown. It stops where the author says so (by the oldest edition that still holds).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from azukari.policy import period
from azukari.policy.terms import (
    RESERVED_PURPOSES,
    Category,
    Form,
    Policy,
    Purpose,
    Recipient,
    RetentionStart,
    Text,
    Use,
)
from azukari.policy.uses import BY_RECIPIENTS, uses_of
from azukari.policy.ways import Way


class Aspect(StrEnum):
    """In which respect a use is new."""

    BODY = "body"  # another body stands behind the policy
    STATED = "stated"  # the purpose says more, or leaves the six services
    FIELD = "field"  # an answer serves the purpose that did not
    RECIPIENT = "recipient"  # somebody outside receives more than before, or is bound less
    KEPT = "kept"  # it is kept longer
    USED = "used"  # more is done with it


@dataclass(frozen=True, slots=True)
class NewUse:
    """One thing that the policy newly allows for a purpose.

    Args:
        what: the field's id, the recipient's slug or the use; empty for the other aspects.
        categories: the kinds of data that are newly used, where the aspect is about some.
    """

    aspect: Aspect
    purpose: str
    what: str = ""
    categories: frozenset[Category] = frozenset()


def covered(told: Policy, ruling: Policy, purpose: str, *, way: Way | None = None) -> frozenset[Category]:
    """The categories that a grant for ``purpose``, given under ``told``, lets be used now that ``ruling`` rules.

    Never more than either policy names. Empty where another body keeps the data, the earlier use has been stopped, or
    one of the policies does not let the purpose be used in this ``way``.
    """
    if purpose in RESERVED_PURPOSES:
        return frozenset(Category)
    was, now = told.purposes.get(purpose), ruling.purposes.get(purpose)
    if was is None or now is None or other_body(told, ruling) or is_stopped(was, now):
        return frozenset()
    if way is not None and not way.belongs_to(uses_of(told, purpose) & uses_of(ruling, purpose)):
        return frozenset()
    return was.categories & now.categories


def covered_for(told: Policy, ruling: Policy, purpose: str, recipient: str) -> frozenset[Category]:
    """As `covered`, for what ``recipient`` may be handed for ``purpose`` under such a grant.

    Whether there is a contract, and whether a third party needs a consent of its own, is the disclosure's question.
    """
    was, now = told.recipients.get(recipient), ruling.recipients.get(recipient)
    if was is None or now is None or another(was, now) or less_bound(told, ruling):
        return frozenset()
    if purpose not in was.purposes or purpose not in now.purposes:
        return frozenset()
    return covered(told, ruling, purpose) & was.categories & now.categories


def new_uses(told: Policy, ruling: Policy, *, form: str, purpose: str) -> frozenset[NewUse]:
    """What ``ruling`` allows with answers of ``form`` for ``purpose`` that a grant given under ``told`` does not cover.

    Empty where the grant has nothing to do with it: a purpose that is gone, or that the earlier policy did not know,
    which no grant of that time can be for.
    """
    was, now = told.purposes.get(purpose), ruling.purposes.get(purpose)
    if was is None or now is None:
        return frozenset()
    found = set(_of_fields(told, ruling, form, purpose)) | set(_of_recipients(told, ruling, form, purpose))
    if other_body(told, ruling):
        found.add(NewUse(Aspect.BODY, purpose))
    if stated_anew(was, now):
        found.add(NewUse(Aspect.STATED, purpose))
    if keeps_longer(was, now) or closes_later(told.forms.get(form), ruling.forms.get(form)):
        found.add(NewUse(Aspect.KEPT, purpose))
    return frozenset(found) | {NewUse(Aspect.USED, purpose, use.value) for use in added_uses(told, ruling, purpose)}


def added_uses(told: Policy, ruling: Policy, purpose: str) -> frozenset[Use]:
    """What ``purpose`` may newly be used for; what the list of recipients says is told by the list of recipients."""
    return uses_of(ruling, purpose) - uses_of(told, purpose) - BY_RECIPIENTS


def added_fields(told: Policy, ruling: Policy, *, form: str, purpose: str) -> frozenset[str]:
    """Fields of ``form`` that were answered under ``told`` and serve ``purpose`` only since ``ruling``."""
    return frozenset(use.what for use in _of_fields(told, ruling, form, purpose))


def other_body(told: Policy, ruling: Policy) -> bool:
    """Whether another body keeps the data: its number is another, however its legal form is worded."""
    if told is ruling:
        return False
    was, now = (_numbers(policy.organisation.registration) for policy in (told, ruling))
    return was != now or (not was and told.organisation.registration != ruling.organisation.registration)


def stated_anew(was: Purpose, now: Purpose) -> bool:
    """Whether the purpose allows more than its statement said: by a new edition, or as an exception to the six."""
    return now.edition > was.edition or (now.exceptional and not was.exceptional)


def is_stopped(was: Purpose, now: Purpose) -> bool:
    """Whether the use that people agreed to under ``was`` stops until they agree to the later one."""
    return was.edition < now.oldest_edition


def words_of_then(told: Policy, ruling: Policy, purpose: str) -> Text | None:
    """The statement by which a grant given under ``told`` is bound, where the one that rules allows more."""
    was, now = told.purposes.get(purpose), ruling.purposes.get(purpose)
    return was.statement if was and now and stated_anew(was, now) else None


def stops(told: Policy, ruling: Policy, purpose: str) -> bool:
    """Whether nothing that was left for ``purpose`` under ``told`` may be used for it any more, or until a yes."""
    was, now = told.purposes.get(purpose), ruling.purposes.get(purpose)
    return was is not None and now is not None and bool(was.categories) and not covered(told, ruling, purpose)


def keeps_longer(was: Purpose, now: Purpose) -> bool | None:
    """True if data stays longer, False if it goes sooner, None if the length is the same.

    A period that runs from the end of the service is longer than one that runs from the confirmation.
    """
    before, after = _length(was), _length(now)
    if before == after:
        return None
    return after[0] > before[0] or after[1] > before[1]


def closes_later(was: Form | None, now: Form | None) -> bool:
    """Whether the form's end is later than people were told: what they sent in is kept for longer (P09)."""
    if was is None or now is None or was.closes is None:
        return False
    return now.closes is None or now.closes > was.closes


def another(was: Recipient, now: Recipient) -> bool:
    """Whether the entry means another company, another country or another role than it did."""
    return (was.kind, was.country, was.name) != (now.kind, now.country, now.name)


def less_bound(told: Policy, ruling: Policy) -> bool:
    """Whether a duty of confidentiality that people were told of is gone."""
    return bool({c.slug for c in told.confidentiality} - {c.slug for c in ruling.confidentiality})


def _of_fields(told: Policy, ruling: Policy, form: str, purpose: str) -> Iterator[NewUse]:
    was, now = told.forms.get(form), ruling.forms.get(form)
    if was is None or now is None:
        return
    before, after = told.purposes[purpose].categories, ruling.purposes[purpose].categories
    for field in now.fields:
        answered = was.field(field.id)
        if answered is None or answered.category is not field.category:
            continue  # nobody of that time has answered it
        serves = purpose in field.purposes and field.category in after
        served = purpose in answered.purposes and field.category in before
        if serves and not served:
            yield NewUse(Aspect.FIELD, purpose, field.id, frozenset({field.category}))


def _of_recipients(told: Policy, ruling: Policy, form: str, purpose: str) -> Iterator[NewUse]:
    asked = told.forms.get(form)
    answered = asked.categories if asked else frozenset()
    for slug, recipient in ruling.recipients.items():
        if purpose in recipient.purposes:
            handed = recipient.categories & ruling.purposes[purpose].categories & answered
            if added := handed - _handed(told, ruling, purpose, slug):
                yield NewUse(Aspect.RECIPIENT, purpose, slug, frozenset(added))


def _handed(told: Policy, ruling: Policy, purpose: str, recipient: str) -> frozenset[Category]:
    """What the recipient may be handed apart from whether the purpose itself is another: that is asked by itself."""
    was, now = told.recipients.get(recipient), ruling.recipients[recipient]
    if was is None or another(was, now) or less_bound(told, ruling) or purpose not in was.purposes:
        return frozenset()
    return was.categories & told.purposes[purpose].categories


def _length(purpose: Purpose) -> tuple[bool, float]:
    retention = purpose.retention
    return retention.start is RetentionStart.ENDED, period.rough_days(retention.period)


def _numbers(registration: Text) -> frozenset[str]:
    """The numbers in the name of a legal form: the same in each language, or it has none."""
    normal = (unicodedata.normalize("NFKC", text) for text in registration.values())
    found = [frozenset(re.findall(r"\d{4,}", text)) for text in normal]
    return found[0] if found and all(numbers == found[0] for numbers in found) else frozenset()
