"""What states of issues and of their messages are called, and the layouts."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from azukari.features.magazine.life import EVERYBODY, SAID, STATED, WEEKLY, Asks, IssueState
from azukari.features.magazine.models import Issue, Layout
from azukari.features.magazine.second_person import Missing
from azukari.policy.mailing import MessageState
from azukari.shells.staff.language_names import named

STATES: Mapping[str, Promise] = {
    IssueState.DRAFT: _("Draft"),
    IssueState.APPROVED: _("Approved"),
    IssueState.SCHEDULED: _("Scheduled"),
    IssueState.SENDING: _("Being sent"),
    IssueState.SENT: _("All sent"),
    IssueState.CANCELLED: _("Cancelled"),
}

MESSAGES: Mapping[str, Promise] = {
    MessageState.WAITING: _("Waiting"),
    MessageState.HELD: _("Held for a moment of its own"),
    MessageState.SENT: _("Taken by the mail server"),
    MessageState.REFUSED: _("Refused by the policy"),
    MessageState.BOUNCED: _("No such mailbox"),
    MessageState.COMPLAINED: _("Called unwanted"),
    MessageState.WITHDRAWN: _("Left or paused in the meantime"),
    MessageState.GIVEN_UP: _("Not taken by the server"),
}

MISSING: Mapping[str, Promise] = {
    Missing.COLLEAGUE: _("You changed this issue last. A colleague has to read and approve it."),
    Missing.NOT_YET: _(
        "The policy has a second person approve each issue of this list. Your colleagues with a duty for it have yet "
        "to sign in or to pass their training: a lesson takes a few minutes. Ask one of them to."
    ),
    Missing.NOBODY: _(
        "The policy requires a second person to approve each issue of this list, and only you have a duty for it. "
        "Have a colleague given one under Staff, or ask the privacy officer whether one person is enough."
    ),
    Missing.TRAINING: _(
        "The policy has a trained second person approve each issue of this list. Pass your lessons under Training; "
        "then you can approve it at once."
    ),
}

LAYOUTS: Mapping[str, Promise] = {
    Layout.LETTER: _("Letter: plain words, as somebody would write to you"),
    Layout.JOURNAL: _("Journal: a band with name and number, and a large title"),
}

ASKING = (("no", _("No")), ("3", _("Yes, looking back 3 months")), ("6", _("Yes, looking back 6 months")),
          ("12", _("Yes, looking back 12 months")))  # fmt: skip


def blocks(*, asks: bool) -> Sequence[tuple[str, str]]:
    """What can be put into the text of an issue by a button: what it is called, and its Markdown.

    Args:
        asks: whether the list asks its readers if they still read it.
    """
    words = gettext("Words")
    found = [
        (gettext("Heading"), f"\n\n## {words}\n\n"),
        (gettext("Bullet list"), f"\n\n- {words}\n- {words}\n\n"),
        (gettext("Quotation"), f"\n\n> {words}\n\n"),
        (gettext("Link"), f"[{words}](https://)"),
        (gettext("Button"), f"\n\n[[{words}]](https://)\n\n"),
        (gettext("Dividing line"), "\n\n---\n\n"),
        (gettext("Reader’s name"), pgettext("put into a text", "{{ name }}")),
    ]
    if asks:
        said = gettext("I still read this")
        found.append((said, f"\n\n[[{said}]]({{{{ still_reading }}}})\n\n"))
    return found


def audience_words(audience: str, asks: Asks | None = None) -> str:
    """To whom an issue with this audience goes.

    Args:
        asks: how the list asks its readers; None where it does not.
    """
    if audience in STATED:
        if asks is None:
            return gettext("By a question that this list no longer asks")
        words = (
            gettext("Readers who said within the last %(months)s months that they read it")
            if audience == SAID
            else gettext("Readers who have not said for %(months)s months that they read it")
        )
        return words % {"months": asks.months}
    if audience == WEEKLY:
        return gettext("Readers who get one mail a week")
    if audience == EVERYBODY:
        return gettext("All readers")
    return gettext("Readers in this language: %(lang)s") % {"lang": named(audience)}


def titles(issue: Issue, lang: str) -> str:
    """What an issue is called at the desk: its subject in the reader's language, or in another one."""
    said: Mapping[str, str] = {text.lang: text.subject for text in issue.texts.all() if text.subject.strip()}
    return said.get(lang) or next(iter(said.values()), "") or gettext("Without a subject")
