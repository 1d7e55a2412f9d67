"""Onboarding checklist of a new instance: seven steps, each judged by the controls that `azukari doctor` runs.

What a control cannot know, that somebody has tried the form or made a backup, is asked of the tables and files that
would show it. Nothing here opens anybody's data.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.core.accounts.models import User
from azukari.core.backup.drill import standing
from azukari.core.forms.models import State, Submission
from azukari.core.mail.models import Message
from azukari.core.policy_versions.draft import find
from azukari.lib.control import controls, examine
from azukari.policy.terms import Policy
from azukari.shells.worker.finding_words import translated

_WORK = 2  # so many people: one writes the policy, another looks


@dataclass(frozen=True, slots=True)
class StartStep:
    """
    Args:
        done: whether it is behind us: its controls pass, and what it is for has happened.
        text: what it is, and why.
        url, button: where it is done in the console or on the pages; blank for a step at the machine.
        command: what the operator types; blank where there is nothing to type.
        findings: what the controls say, in English as `azukari doctor` says it.
    """

    done: bool
    title: str
    text: str
    url: str = ""
    button: str = ""
    command: str = ""
    findings: tuple[str, ...] = ()


def steps(policy: Policy | None, now: datetime) -> list[StartStep]:
    """All of them, in their order. A constant number of queries."""
    asked = {"charter", "duties", "worker", "mail", "reach", "backup"}
    found = {c.name: tuple(map(translated, examine(c, now).findings)) for c in controls() if c.name in asked}
    return [
        _policy(policy, found),
        _form(policy),
        _staff(policy, found),
        _mail(found),
        StartStep(
            not found["worker"],
            _("Keep it running"),
            _("The worker sends mail, erases what has ended and runs the controls. It belongs to the service."),
            command=f"azukari systemd {settings.AZUKARI.root}/units",
            findings=found["worker"],
        ),
        StartStep(
            not found["reach"],
            _("A certificate"),
            _("Beyond this machine people reach it by https alone: by a certificate of its own, or a proxy in front."),
            command="azukari settings check",
            findings=found["reach"],
        ),
        StartStep(
            standing(now).made is not None and not found["backup"],
            _("A backup, and a try"),
            _("Data and keys go into two bundles, kept apart. The key that opens them is made on another machine."),
            command="azukari backup --make-key backup.key",
            findings=found["backup"],
        ),
    ]


def _policy(policy: Policy | None, found: dict[str, tuple[str, ...]]) -> StartStep:
    is_begun = policy is None and find() is not None
    where = "console-policy-questions" if policy is None and not is_begun else "console-policy"
    return StartStep(
        policy is not None and not found["charter"],
        _("Your organisation and its policy"),
        _("Some twenty answers make a draft in both languages, with its forms. You read it and publish it."),
        reverse("console-policy-changes" if is_begun else where),
        _("Read the draft and publish it")
        if is_begun
        else _("See the policy")
        if policy
        else _("Answer the questions"),
    )


def _form(policy: Policy | None) -> StartStep:
    form = next(iter(policy.forms.values()), None) if policy else None
    return StartStep(
        Submission.objects.filter(state=State.ACCEPTED).exists(),
        _("Your form, filled in once"),
        _("Fill it in as a visitor would, press the button behind the mailed link, and see your own page."),
        f"/{get_language()}/forms/{form.slug}" if form else "",
        _("Open the form") if form else "",
    )


def _staff(policy: Policy | None, found: dict[str, tuple[str, ...]]) -> StartStep:
    able = User.objects.filter(is_active=True).count()
    return StartStep(
        able >= _WORK and not found["duties"],
        _("Your colleagues"),
        _("Invite them, each with the duties that are theirs. A second person looks at each duty that was given."),
        reverse("console-staff") if policy else "",
        _("Staff"),
        findings=found["duties"],
    )


def _mail(found: dict[str, tuple[str, ...]]) -> StartStep:
    has_gone = Message.objects.filter(sent_at__isnull=False, failure="").exists()
    return StartStep(
        has_gone and not found["mail"],
        _("Mail that arrives"),
        _("Name your mail server and who operates it in azukari.toml, then ask how the world sees your mail."),
        command="azukari doctor mail",
        findings=found["mail"],
    )
