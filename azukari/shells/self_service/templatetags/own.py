"""What the own page's templates say besides: the hidden token of each form, and a few words."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from azukari.core.forms.models import Channel
from azukari.policy.terms import Ground
from azukari.shells.self_service.holdings import Use

register = template.Library()


@register.simple_tag(takes_context=True)
def own_token(context: Context) -> SafeString:
    """The hidden inputs by which a post shows that it came from the person's own page, and from whose."""
    token = format_html('<input type="hidden" name="{}" value="{}">', context["token_field"], context["token"])
    return format_html("{}{}", token, context.get("whose", ""))


@register.filter
def of(table: Mapping[Any, Any], key: Any) -> Any:
    """What a table has under a key, or None."""
    return table.get(key)


@register.filter
def channel_in_words(channel: str) -> str:
    """How a registration came in."""
    words = {
        Channel.PAGE: _("on our page"),
        Channel.API: _("through another program"),
        Channel.STAFF: _("entered by our staff"),
        Channel.IMPORT: _("taken over from earlier records"),
        Channel.MAIL: _("by email"),
    }
    return words.get(Channel(channel), channel)


@register.filter
def is_by_themselves(channel: str) -> bool:
    """Whether the person filled in the form, and so saw its notice; else staff entered it, or a list was imported."""
    return channel in (Channel.PAGE, Channel.API)


@register.filter
def ground_in_words(use: Use) -> str:
    """By what right a purpose uses the data. The words about its term name the law already."""
    if use.ground is Ground.LAW:
        return _("A law obliges us: %(law)s") % {"law": use.law} if use.until else _("A law obliges us")
    return _("You agreed to it") if use.ground is Ground.CONSENT else _("You asked us for it")
