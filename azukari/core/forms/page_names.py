"""Names of public pages for staff: a page is called by its title rather than by its address, where it has one."""

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.appearance.public_page import find
from azukari.core.forms.front_links import known
from azukari.lib.two_languages import language_name
from azukari.policy.terms import Policy

_CORE: dict[str, Promise] = {
    "home": _("First page"),
    "forms": _("List of forms"),
    "privacy": _("Privacy policy"),
    "contact": _("Contact"),
    "ledger-page": _("Ledger"),
}


def page_name(path: str, lang: str, policy: Policy) -> str:
    """What the page at an address of ours is called; the address itself where it has no name. One in another language
    than the reader's says in which.
    """
    try:
        match = resolve(path)
    except Resolver404:
        return path
    title = _title(match.url_name or "", match.kwargs.get("slug", ""), lang, policy)
    spoken = match.kwargs.get("lang", lang)
    if not title or {*match.kwargs} - {"lang", "slug"}:
        return path
    return title if spoken == lang else f"{title}{'' if lang == 'ja' else ' '}({language_name(spoken, lang)})"


def _title(name: str, slug: str, lang: str, policy: Policy) -> str:
    page = find(name)
    if slug:
        of_form = name == "form" or (page is not None and page.of_form)
        return policy.forms[slug].title[lang] if of_form and slug in policy.forms else ""
    if name in _CORE:
        return str(_CORE[name])
    if page and page.title:
        return str(page.title)
    return str(next((link.label for link in known() if link.name == name), ""))
