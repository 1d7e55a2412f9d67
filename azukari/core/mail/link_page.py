"""The page behind a mailed link: one view and one template for every use.

Opening it changes nothing, whoever opens it; only its button does, and once (law 7). A link that opens nothing says
why, and what to do; a use may also tell nobody which of the reasons it is (`alike`). No cache keeps such a page, no
index lists it, and the site's policy lets no browser tell where it came from.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from azukari.core.mail.link import LinkClosed, LinkState
from azukari.lib.same_site import is_ours

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Button:
    """What can be pressed. Where there is more than one, ``value`` is sent as ``answer``."""

    label: Words
    icon: str = ""
    value: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """Where to go on: a path behind the language."""

    path: str
    label: Words


@dataclass(frozen=True, slots=True)
class Panel:
    """What most of these pages say, in the order of a letter: what it is about, the buttons, and what else to know.

    Args:
        heading: where it is not the title.
        attention: something that the answer also does.
        after: what to do instead of pressing.
    """

    title: Words
    paragraphs: tuple[Words, ...] = ()
    icon: str = "info"
    heading: Words = ""
    attention: Words = ""
    buttons: tuple[Button, ...] = ()
    after: tuple[Words, ...] = ()
    ways: tuple[Way, ...] = ()


OWN_PAGE = Way("/me", _("Your own page"))
ALL_FORMS = Way("/#forms", _("See all forms"))
CONTACT = Way("/contact", _("How to reach us"))


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to such a page. Who asks is not known: whoever has the link has read the mail."""

    request: HttpRequest
    lang: str
    token: str
    now: datetime

    @property
    def posted(self) -> bool:
        """Whether a button was pressed."""
        return self.request.method == "POST"

    @property
    def answer(self) -> bool | None:
        """Yes or no; None where nothing was pressed that says either."""
        return {"yes": True, "no": False}.get(self.request.POST.get("answer", ""))

    def say(self, panel: Panel, *, status: int = 200) -> HttpResponse:
        """A page of one panel."""
        return self.render("mail/link.html", {"panel": panel}, status=status)

    def ask(
        self, panel: Panel, template: str = "mail/link.html", context: Mapping[str, object] | None = None
    ) -> HttpResponse:
        """A question of yes or no; once more where the form came without either."""
        told = {**(context or {}), "panel": panel, "undecided": self.posted}
        return self.render(template, told, status=422 if self.posted else 200)

    def render(self, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
        """A page of its own."""
        return render(self.request, template, dict(context), status=status)

    def go(self, path: str) -> HttpResponse:
        """Lead on after the button; ``path`` stands behind the language."""
        return HttpResponseRedirect(f"/{self.lang}{path}", status=303)

    def again(self) -> HttpResponse:
        """The same page, as it stands now."""
        return HttpResponseRedirect(self.request.path, status=303)


type View = Callable[..., HttpResponse]
type Closed = Callable[[Visit, LinkClosed], HttpResponse]


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What there is to know of one page: its methods, and whether it may stand in a frame."""

    methods: frozenset[str]
    framed: bool


PAGES: dict[str, LinkPage] = {}
"""Every page behind a mailed link, by its name: `tests/links` runs over all of them."""

_STATUS = {
    LinkState.USED: 200,
    LinkState.EXPIRED: 410,
    LinkState.SUPERSEDED: 410,
    LinkState.OVER: 410,
    LinkState.UNKNOWN: 404,
}


def told(panels: Mapping[LinkState, Panel], *, otherwise: Panel) -> Closed:
    """Say how the link stands."""

    def closed(visit: Visit, link: LinkClosed) -> HttpResponse:
        return visit.say(panels.get(link.state, otherwise), status=_STATUS[link.state])

    return closed


def alike(panel: Panel, *, status: int) -> Closed:
    """Say the same however the link stands: which it is tells something that is nobody's business."""

    def closed(visit: Visit, link: LinkClosed) -> HttpResponse:  # noqa: ARG001 - on purpose
        return visit.say(panel, status=status)

    return closed


def nowhere(*ways: Way) -> Panel:
    """A link that we did not make, or whose matter is gone."""
    text = _(
        "Part of the address may be missing. Please copy all of it from the email. If it still does not work, what it "
        "led to has been erased."
    )
    return Panel(_("This link does not work"), (text,), "unknown", ways=ways)


_NOT_OURS = Panel(
    _("This was not sent from our page"),
    (_("Nothing was changed. Please open the link in the email again, and press the button there."),),
)


def link_page[S](
    name: str,
    read: Callable[..., S],
    *,
    closed: Closed,
    show: Callable[[Visit, S], HttpResponse] | None = None,
    press: Callable[[Visit], HttpResponse] | None = None,
    framed: bool = False,
) -> View:
    """The view of one use.

    Args:
        read: gets the token and ``now``; what the link is about. Changes nothing, and raises `LinkClosed`.
        closed: answers a link that opens nothing.
        show: answers a GET.
        press: answers a POST, in which the verb reads the link itself, within its transaction.
        framed: whether it may stand in somebody else's page; a browser may say of its posts that they are not ours.
    """
    methods = [*(["GET", "HEAD"] if show else []), *(["POST"] if press else [])]

    def answer(visit: Visit) -> HttpResponse:
        try:
            if not visit.posted:
                subject = read(visit.token, now=visit.now)
                return show(visit, subject) if show else visit.again()
            if not (framed or is_ours(visit.request.headers, host=visit.request.get_host())):
                return visit.say(_NOT_OURS, status=403)
            try:
                return press(visit) if press else visit.again()
            except IntegrityError:  # whom or what it is about may have gone between the reading and the writing
                read(visit.token, now=visit.now)
                raise
        except LinkClosed as link:
            return closed(visit, link)

    @csrf_exempt  # whoever has the link has read the mail; there is no cookie to abuse
    @require_http_methods(methods)
    def view(request: HttpRequest, lang: str, token: str) -> HttpResponse:
        response = answer(Visit(request, lang, token, timezone.now()))
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    view.__name__ = view.__qualname__ = name
    PAGES[name] = LinkPage(frozenset(methods), framed)
    return view
