"""A link of the own page that opens nothing says the same whatever the reason (P43)."""

from django.utils.translation import gettext_lazy as _

from azukari.core.mail.link_page import OWN_PAGE, Panel, Way, alike

_TITLE = _("This link no longer works")
_TEXT = _("It has already been used, has expired, or part of the address is missing. Each link works once.")

closed = alike(Panel(_TITLE, (_TEXT,), "clock", ways=(Way("/me", _("Ask for a new link")),)), status=410)
"""A link by which one comes in, of which there are always more."""
over = alike(Panel(_TITLE, (_TEXT,), "clock", ways=(OWN_PAGE,)), status=410)
"""A link that was about one thing: nobody can ask for another."""
