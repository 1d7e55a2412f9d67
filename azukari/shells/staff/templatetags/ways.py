"""Which pages of the console the reader's duties open, for a template that would lead there."""

from typing import Any

from django import template
from django.urls import get_script_prefix, resolve, reverse

from azukari.shells.staff.doors import Opens, door_of

register = template.Library()


@register.simple_tag(takes_context=True)
def way(context: dict[str, Any], page: str, *args: object) -> str:
    """The address of a page; ``""`` where its door asks for an act that no duty of the reader has.

    Like the menu this is courtesy: the page decides for itself when it is asked for.

    Args:
        page: the name of the URL pattern.
        args: what its address carries.
    """
    address = reverse(page, args=args)
    door = door_of(resolve(address.removeprefix(get_script_prefix()[:-1])).func)
    if door is None or door.opens is not Opens.ACT or any(door.acts & duty.acts for duty in context["desk"].duties):
        return address
    return ""
