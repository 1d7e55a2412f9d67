"""The page of one's own webhooks. Making one asks who it is once more."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.accounts.models import StaffToken, User
from azukari.core.accounts.tokens import actor_of
from azukari.core.transfers.webhook import our_keys, url_fault
from azukari.features.webhooks.models import Webhook
from azukari.features.webhooks.registering import LONGEST, make, remove, start_again
from azukari.shells.api.told import ToldEvent, told_events
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import Answers, Fields, One, Questions, Some, Text
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import Reader, reader, user_of
from azukari.shells.staff.reauthentication import ask_again
from azukari.shells.staff.step import ask


@opens_to(Opens.EVERYBODY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The list of webhooks, with how each fares."""
    who, now, user = reader(request), timezone.now(), user_of(request)
    found = Webhook.objects.filter(token__user=user, token__ends_at__gt=now).select_related("token__user")
    context = {
        "webhooks": [
            {
                "row": one,
                "events": [event for event in told_events() if event.name in one.events.split()],
                "opens": who.policy is not None and actor_of(one.token, policy=who.policy, now=now) is not None,
            }
            for one in found.order_by("created_at")
        ],
        "keys": our_keys(now=now),
        "has_token": bool(_tokens(user)),
    }
    return render(request, "webhooks/list.html", context)


@opens_to(Opens.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def make_one(request: HttpRequest) -> HttpResponse:
    """The form that makes a webhook."""
    who, user, now = reader(request), user_of(request), timezone.now()
    if who.policy is None:
        raise Http404
    if (asked := ask_again(request)) is not None:
        return asked
    tokens = {str(token.id): token for token in _tokens(user)}

    def do(answers: Answers) -> HttpResponse:
        made = make(tokens[answers["token"]], answers["url"], answers["events"], now=now)
        if made is None:
            raise ValidationError(_("This token has as many webhooks as it may have. Remove one that you do not need."))
        return redirect("console-webhooks")

    def page(form: Questions, status: int) -> HttpResponse:
        return render(request, "webhooks/make.html", {"form": form}, status=status)

    names = [(id, token.name) for id, token in tokens.items()]
    fields: Fields = {
        "url": Text(
            _("Where to post"),
            max_length=LONGEST,
            check=url_fault,
            help_text=_("The address of your program. It begins with https://."),
        ),
        "events": Some(_("What to tell"), [(event.name, event.title) for event in _events(who)]),
        "token": One(_("By which token"), names, initial=names[0][0] if names else None, hints={}),
    }
    return ask(request, fields, do, page)


def _events(who: Reader) -> list[ToldEvent]:
    """Those of forms that the reader's duties serve."""
    kinds = {form.kind for slug, form in who.policy.forms.items() if slug in who.scope.forms} if who.policy else set()
    return [event for event in told_events() if event.form_kind in kinds]


@opens_to(Opens.OWNER)
@post_only("console-webhooks")
def remove_one(request: HttpRequest, id: UUID) -> HttpResponse:
    """Tell it nothing more."""
    if not remove(user_of(request), id, now=timezone.now()):
        raise Http404
    return redirect("console-webhooks")


@opens_to(Opens.OWNER)
@post_only("console-webhooks")
def start_one_again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Go on where it stopped."""
    if not start_again(user_of(request), id, now=timezone.now()):
        raise Http404
    return redirect("console-webhooks")


def _tokens(user: User) -> list[StaffToken]:
    return list(StaffToken.objects.filter(user=user, ends_at__gt=timezone.now()).order_by("name", "id"))
