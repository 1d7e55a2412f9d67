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
            _("Make someone up. The card at the top says what is asked and why. It is made from the published policy."),
            f"/{lang}/forms/{member}",
        ),
        Stop(
            "mail",
            _("Read your mail"),
            _(
                "The demonstration shows its email on a page of its own. Open the link and press the button there: "
                "opening the link is not enough."
            ),
            f"/{lang}/demo/mail",
        ),
        Stop(
            "own-page",
            _("Open your own page"),
            _("It shows everything held about you: where it came from, what it is for, and until when."),
            f"/{lang}/me",
        ),
        Stop(
            "staff",
            _("Look as a member of staff"),
            _("Sign in as the person in charge of members. A record opens only for a purpose of their duties."),
            f"/{lang}/demo/staff",
        ),
        Stop(
            "seen",
            _("See who looked"),
            _("Back on your own page: who opened what, when, and for which purpose."),
            f"/{lang}/me",
        ),
        Stop(
            "lesson",
            _("Pass a lesson and open data"),
            _(
                "Sign in as the editor of the magazine. Personal data cannot be opened until the last lesson is "
                "passed. It takes three minutes and then returns you to where you were."
            ),
            f"/{lang}/demo/staff",
        ),
        Stop(
            "publish",
            _("Publish a change as the privacy officer"),
            _(
                "Change a sentence of the policy and publish it. The forms, the notices and the privacy page change "
                "at the same time."
            ),
            "/console/",
        ),
        Stop(
            "erase",
            _("Erase your data"),
            _(
                "You can do it on your own page. The certificate lists what was erased, and what a law requires us to "
                "keep."
            ),
            f"/{lang}/me",
        ),
        Stop(
            "ledger",
            _("Verify the ledger"),
            _("Every step above is in a public ledger that contains no names. Check that no line was changed."),
            "/ledger/",
        ),
    ]
