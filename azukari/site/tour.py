"""The demonstration's tour: nine stops that show the whole of it in ten minutes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from azukari.policy.terms import FormKind, Policy


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: what to do, what to look out for, and where. ``name`` is what `tour_progress` calls it."""

    name: str
    title: str
    text: str
    url: str


def tour(lang: str, policy: Policy) -> list[Stop]:
    """The stops in order, with addresses that hold in this instance."""
    member = next((form.slug for form in policy.forms_of(FormKind.MEMBERSHIP)), "")
    return [
        Stop(
            "register",
            _("Register as a member"),
            _("Make somebody up. The card on top says what is asked and why; it is made from the published policy."),
            f"/{lang}/forms/{member}",
        ),
        Stop(
            "mail",
            _("Read your mail"),
            _(
                "The demonstration keeps its mail on a page of its own. "
                "Press the button behind the link: opening it is not enough."
            ),
            f"/{lang}/demo/mail",
        ),
        Stop(
            "own-page",
            _("Open your own page"),
            _("Everything that is held about you, where it came from, what it is for and until when."),
            f"/{lang}/me",
        ),
        Stop(
            "staff",
            _("Be the staff member who looks"),
            _("Sign in as the person in charge of members. A record opens for a purpose of theirs, and for no other."),
            f"/{lang}/demo/staff",
        ),
        Stop(
            "seen",
            _("See that they looked"),
            _("Back on your own page: who opened what, when, and for which purpose."),
            f"/{lang}/me",
        ),
        Stop(
            "lesson",
            _("Take a lesson, and see data open"),
            _(
                "Sign in as the editor of the magazine: personal data stays closed until the last lesson is passed. "
                "It takes three minutes, and leads back to where you were."
            ),
            f"/{lang}/demo/staff",
        ),
        Stop(
            "publish",
            _("Be the officer who publishes a change"),
            _(
                "Change a sentence of the policy. "
                "The forms, the notices and the privacy page change in the same moment."
            ),
            "/console/",
        ),
        Stop(
            "erase",
            _("Erase yourself"),
            _("On your own page. The certificate lists what went, and what a law obliges us to keep."),
            f"/{lang}/me",
        ),
        Stop(
            "ledger",
            _("Verify the ledger"),
            _("Every step above is in a public ledger that names nobody. Check that no line was changed."),
            "/ledger/",
        ),
    ]
