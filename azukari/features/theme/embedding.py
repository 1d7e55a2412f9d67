"""Forms on the organisation's own site: what to copy there, and which sites may show them.

The sites stand here and not in the policy: they change nothing that is asked, kept or promised, and a new page of the
organisation's must not wait for a publication. Each change is recorded.
"""

from dataclasses import dataclass
from html import escape

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from azukari.core.appearance.hosts import MOST, NotAnOrigin, allow, disallow, origins
from azukari.policy.terms import Act, Form
from azukari.shells.staff.acts import Doer, form_behind, needs_act, page_behind
from azukari.shells.staff.fields import Answers, Questions, Text
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import ask

_HEIGHT = 1600  # pixels: without the script the frame scrolls by itself beyond that


@dataclass(frozen=True, slots=True)
class Snippets:
    """What is copied for one language."""

    lang: str
    link: str
    frame: str
    growing: str


@form_behind(Act.APPEARANCE)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """The sites, and the forms; on POST, one site more."""
    asks = {
        "site": Text(
            _("Address of the site"),
            max_length=300,
            help_text=_(
                "Copy it from the address bar; the part up to the name counts, such as https://www.example.org."
                " Browsers refuse to show our forms on any other site."
            ),
            missing=_sentence("form"),
            attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"},
        )
    }

    def do(answers: Answers) -> HttpResponse:
        try:
            allow(answers["site"], actor=who.actor, now=who.now)
        except NotAnOrigin as wrong:
            raise ValidationError({"site": _sentence(wrong.code)}) from wrong
        return redirect("console-embedding")

    def page(form: Questions, status: int) -> HttpResponse:
        context = {"sites": origins(), "forms": who.policy.forms.values(), "form": form}
        return render(request, "console/embedding.html", context, status=status)

    return ask(request, asks, do, page)


@post_only("console-embedding")
@needs_act(Act.APPEARANCE)
def remove(request: HttpRequest, who: Doer) -> HttpResponse:
    """One site less."""
    disallow(request.POST.get("site", ""), actor=who.actor, now=who.now)
    return redirect("console-embedding")


@page_behind(Act.APPEARANCE)
def form(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:
    """What to copy for one form."""
    asked = who.policy.forms.get(slug)
    if asked is None:
        return redirect("console-embedding")
    context = {
        "form": asked,
        "snippets": [snippets(asked, lang, settings.AZUKARI.base_url) for lang in who.policy.languages],
        "sites": origins(),
        "base_url": settings.AZUKARI.base_url,
    }
    return render(request, "console/embedding_form.html", context)


def snippets(form: Form, lang: str, base_url: str) -> Snippets:
    """A link, a frame of fixed height, and a frame that grows; none has a style or a script of its own inside."""
    title = escape(form.title[lang])
    frame = (
        f'<iframe src="{base_url}/{lang}/embed/{form.slug}" title="{title}" width="100%" height="{_HEIGHT}"'
        ' loading="lazy" frameborder="0"{more}></iframe>'
    )
    return Snippets(
        lang,
        f'<a href="{base_url}/{lang}/forms/{form.slug}">{title}</a>',
        frame.replace("{more}", ""),
        frame.replace("{more}", " data-azukari") + f'\n<script src="{base_url}/embed.js" defer></script>',
    )


def _sentence(code: str) -> str:
    return {
        "form": _("Please write the address of a site, such as https://www.example.org."),
        "scheme": _("Please name a site that is reached by https://. What is typed there must be encrypted as well."),
        "wildcard": _("Please name each site separately. A star would allow sites that you do not know."),
        "many": _("There are %(most)s sites already. Please remove one that is not needed any more.") % {"most": MOST},
    }[code]
