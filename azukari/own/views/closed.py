"""A link of the own page that opens nothing says the same whatever the reason (P43)."""

from django.utils.translation import gettext_lazy as _

from azukari.mail.link_page import Panel, Way, alike

closed = alike(
    Panel(
        _("This link opens nothing any more"),
        (
            _(
                "It has been used already, or its time is over, or a part of the address is missing."
                " Each link works once."
            ),
        ),
        "clock",
        ways=(Way("/me", _("Ask for a new link")),),
    ),
    status=410,
)
