"""The staff's pages."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext

from azukari.accounts import needs
from azukari.accounts.menu import Entry, register
from azukari.policy.terms import Act
from azukari.vault import holders, sockets

_POLICY = frozenset({Act.POLICY_EDIT, Act.POLICY_APPROVE})


class ConsoleConfig(AppConfig):
    name = "azukari.console"

    def ready(self) -> None:
        leaving = import_module("azukari.console.exporting.leaving")
        holders.register(leaving.ListHolder())
        sockets.on_ended(leaving.when_ended)
        sockets.on_corrected(leaving.when_corrected)
        sockets.on_parted(leaving.when_parted)
        register(Entry("console", lambda: gettext("Home"), "who", order=0))
        requests = frozenset({Act.RIGHTS})
        register(Entry("console-rights", lambda: gettext("Requests"), "rights", order=20, acts=requests))
        needs.register(import_module("azukari.rights.needs").pressing)
        gate = frozenset({Act.SUPERVISE, Act.DISCLOSE, Act.APPROVE_DISCLOSURE})
        register(Entry("console-recipients", lambda: gettext("Recipients"), "send", order=70, acts=gate))
        needs.register(import_module("azukari.console.recipients.needs").pressing)
        register(Entry("console-policy", lambda: gettext("Policy"), "book", order=80, acts=_POLICY))
        register(Entry("console-staff", lambda: gettext("Staff"), "key", order=85, acts=frozenset({Act.STAFF})))
        register(Entry("console-theme", lambda: gettext("Look"), "eye", order=86, acts=frozenset({Act.APPEARANCE})))
        register(
            Entry(
                "console-embedding",
                lambda: gettext("On your site"),
                "globe",
                order=87,
                acts=frozenset({Act.APPEARANCE}),
            )
        )
        needs.register(import_module("azukari.console.editor.approvals").waiting)
        needs.register(import_module("azukari.console.staff_grants").waiting)
        needs.register(import_module("azukari.console.today").waiting)
        needs.register(import_module("azukari.console.controls").failing)
        needs.register(import_module("azukari.console.mentions_waiting").pressing)
        watched = frozenset({Act.OPERATE, Act.AUDIT})
        register(Entry("console-controls", lambda: gettext("Controls"), "check", order=90, acts=watched))
        merges = frozenset({Act.MERGE})
        register(Entry("console-duplicates", lambda: gettext("Registered twice?"), "chain", order=12, acts=merges))
        register(
            Entry(
                "console-suppression",
                lambda: gettext("Never write again"),
                "cross",
                order=15,
                acts=frozenset({Act.SUPPRESS}),
            )
        )
        lists = frozenset({Act.IMPORT})
        register(Entry("console-import", lambda: gettext("Bring in a list"), "upload", order=30, acts=lists))
        taken = frozenset({Act.EXPORT})
        register(Entry("console-exports", lambda: gettext("Lists taken out"), "download", order=31, acts=taken))
        register(Entry("console-people", lambda: gettext("People"), "people", order=10))
