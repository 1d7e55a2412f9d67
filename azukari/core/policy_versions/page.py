"""The policy page, generated from a charter alone: what it says is what the program does (P02)."""

from datetime import datetime

from django.utils.translation import gettext as _

from azukari.core.policy_versions.models import Charter
from azukari.policy.change import from_json
from azukari.policy.explain import joined, name_categories
from azukari.policy.notice import used_for
from azukari.policy.office import office_at
from azukari.policy.period import spell
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Category, Ground, Policy, RecipientKind

_CONTENT = frozenset({Category.MESSAGE, Category.ANSWER})


def page(policy: Policy, *, lang: str, now: datetime) -> dict[str, object]:
    """Put the policy into the words of its page, in one language.

    Args:
        now: decides whether the office is open.
    """
    stated = policy.categories.keys()
    return {
        "policy": policy,
        "scope": name_categories(policy, stated - _CONTENT)[lang],
        "content": name_categories(policy, stated & _CONTENT)[lang],
        "purposes": _purposes(policy, lang),
        "forms": tuple(
            {
                "form": form,
                "purposes": tuple(policy.purposes[slug] for slug in form.purposes),
                "consents": tuple(policy.purposes[slug] for slug in form.consents),
                "asks": name_categories(policy, form.categories)[lang],
            }
            for form in policy.forms.values()
        ),
        "contractors": _recipients(policy, RecipientKind.CONTRACTOR, lang),
        "third_parties": _recipients(policy, RecipientKind.THIRD_PARTY, lang),
        "supplements": _supplements(policy, lang),
        "office": office_at(policy, lang=lang, now=now),
        "contact_form": policy.forms.get(policy.requests.contact_form),
        "cases_kept": spell(policy.requests.cases_kept)[lang],
        "records_kept": spell(policy.supervision.records_kept)[lang],
    }


def versions(*, lang: str) -> list[dict[str, object]]:
    """All charters, newest first, with what each changed."""
    rows = Charter.objects.order_by("-number").values_list("number", "published_at", "changes")
    return [
        {"number": number, "published_at": at, "changes": [from_json(stored).read_in(lang) for stored in changes]}
        for number, at, changes in rows
    ]


def _purposes(policy: Policy, lang: str) -> tuple[dict[str, object], ...]:
    grounds = {
        Ground.CONSENT: _("your consent, which you can withdraw at any time"),
        Ground.CONTRACT: _("the service you ask us for"),
        Ground.LAW: _("a legal obligation"),
    }
    return tuple(
        {
            "purpose": purpose,
            "needs": name_categories(policy, purpose.needs)[lang],
            "may_use": name_categories(policy, purpose.may_use)[lang],
            "ground": grounds[purpose.ground],
            "kept": kept_for(policy, purpose)[lang],
            "used": used_for(policy, purpose.slug, lang).strip(),
        }
        for purpose in policy.purposes.values()
    )


def _recipients(policy: Policy, kind: RecipientKind, lang: str) -> tuple[dict[str, object], ...]:
    return tuple(
        {
            "recipient": recipient,
            "receives": name_categories(policy, recipient.categories)[lang],
            "purposes": joined([policy.purposes[slug].title[lang] for slug in recipient.purposes], lang=lang),
        }
        for recipient in policy.recipients.values()
        if recipient.kind is kind
    )


def _supplements(policy: Policy, lang: str) -> tuple[tuple[str, str], ...]:
    """What else the policy says, each with its title, and what holds for minors first."""
    titles = {
        "minors": _("Children and young people"),
        "cookies": _("Cookies"),
        "transfers-abroad": _("Transfers abroad"),
        "incidents": _("If something goes wrong"),
    }
    texts = {**({"minors": policy.minors.text} if policy.minors else {}), **policy.supplements}
    return tuple((titles.get(key, key.replace("-", " ").capitalize()), text[lang]) for key, text in texts.items())
