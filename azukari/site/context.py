"""What every page knows: its language, its twin in the other one, who speaks, and whether all of it is made up."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from azukari.core.appearance import page_foot
from azukari.core.appearance.theme import current as current_theme
from azukari.core.forms.framing import hosts_of, is_framed
from azukari.core.policy_versions.current import zone_of
from azukari.policy.terms import Policy
from azukari.site.organisation import published

_OTHER = {"ja": "en", "en": "ja"}


@dataclass(frozen=True, slots=True)
class Site:
    """The page's surroundings, ``{{ site }}`` in templates.

    Args:
        lang: ``ja`` or ``en``.
        other_lang: the other one.
        other_url: the same page in the other language, or ``""`` where the address names no language.
        section: the first part of the path after the language: ``privacy``, ``me``, ...
        organisation: its name in the page's language, or ``""`` before a policy is published.
        policy: the published policy, or None.
        demo: whether the people here are fictional.
    """

    lang: str
    other_lang: str
    other_url: str
    section: str
    organisation: str
    policy: Policy | None
    demo: bool


def page(request: HttpRequest) -> dict[str, object]:
    """The context processor: ``site`` and ``lang``. Dates of the page are the organisation's from here on."""
    lang = translation.get_language() or "ja"
    lang = lang if lang in _OTHER else "ja"
    first, _, rest = request.path_info[1:].partition("/")
    other_url = ""
    if first in _OTHER:
        query = request.META.get("QUERY_STRING", "") if request.method == "GET" else ""
        other_url = f"/{_OTHER[first]}/{rest}" + (f"?{query}" if query else "")
    policy = published(request)
    timezone.activate(zone_of(policy))
    site = Site(
        lang=lang,
        other_lang=_OTHER[lang],
        other_url=other_url,
        section=rest.partition("/")[0] if first in _OTHER else first,
        organisation=policy.organisation.name.get(lang, "") if policy else "",
        policy=policy,
        demo=settings.AZUKARI.demo,
    )
    framed = is_framed(request)
    return {
        "site": site,
        "lang": lang,
        "theme": None if first == "console" else current_theme(),
        "page_feet": partial(page_foot.sections.at, request),
        "framed": framed,
        "forms_at": "embed" if framed else "forms",
        "hosts": " ".join(hosts_of(request)),
        "page_base": "site/frame.html" if framed else "site/base.html",
    }
