"""The checklist of an audit: what is asked about a duty, by what it may do; and what the rule packs leave to people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.policy.terms import Act, Duty
from azukari.shells.staff.audit_questions import asked_on


@dataclass(frozen=True, slots=True)
class ChecklistQuestion:
    """
    Args:
        asks: what the auditor finds out.
        acts: asked only where the duty has one of these; none means always.
        opens: asked only where the duty opens personal data.
    """

    asks: Promise | str
    acts: frozenset[Act] = frozenset()
    opens: bool = False

    def is_for(self, duty: Duty) -> bool:
        return (not self.acts or bool(self.acts & duty.acts)) and (not self.opens or bool(duty.purposes))


QUESTIONS: Mapping[str, ChecklistQuestion] = {
    "needed": ChecklistQuestion(_("Does everybody who holds this duty still need it?")),
    "purpose": ChecklistQuestion(
        _("Is data opened only for the purposes of this duty? Ask about three looks of the sample."), opens=True
    ),
    "reasons": ChecklistQuestion(_("Do the reasons given for opening data say what it was for?"), opens=True),
    "elsewhere": ChecklistQuestion(
        _("Is there any copy of the data on paper, in chat, in mail or on a device?"), opens=True
    ),
    "charter": ChecklistQuestion(
        _("Can those who hold it say what changed in the policy last, and what that means for them?")
    ),
    "requests": ChecklistQuestion(
        _("Do they know what to do when somebody asks for disclosure, correction or erasure?")
    ),
    "exports": ChecklistQuestion(
        _("Was each list taken out needed, and is it gone where it was used?"), frozenset({Act.EXPORT})
    ),
    "imports": ChecklistQuestion(
        _("Does each list that was brought in have its paper or its former system to show for it?"),
        frozenset({Act.IMPORT}),
    ),
    "corrections": ChecklistQuestion(
        _("Was each correction asked for by the person, and were they told?"), frozenset({Act.CORRECT})
    ),
    "identity": ChecklistQuestion(
        _("Did everybody whose request was granted show who they are, in a way that fits?"), frozenset({Act.RIGHTS})
    ),
    "recipients": ChecklistQuestion(
        _("Did each transfer go to a recipient with a ground that held on that day?"),
        frozenset({Act.DISCLOSE, Act.APPROVE_DISCLOSURE, Act.SUPERVISE}),
    ),
    "publishing": ChecklistQuestion(
        _("Was each change of the policy read by a second person, and told to those it concerns?"),
        frozenset({Act.POLICY_EDIT, Act.POLICY_APPROVE}),
    ),
    "running": ChecklistQuestion(
        _("Are backups, drills, updates and alerts seen to, and by more than one person?"), frozenset({Act.OPERATE})
    ),
    "staff": ChecklistQuestion(_("Was everybody who left cut off on their last day?"), frozenset({Act.STAFF})),
}


def questions(duty: Duty, day: date) -> list[str]:
    """What is asked about a duty on a day, by slug: our own questions, then those of the laws that are in force."""
    own = [slug for slug, question in QUESTIONS.items() if question.is_for(duty)]
    return own + [slug for slug, question in asked_on(day).items() if question.acts & duty.acts]


def words_of(slug: str, lang: str, day: date) -> str:
    """What a question says that was asked on a day; ``""`` if nobody knows any more."""
    if slug in QUESTIONS:
        return str(QUESTIONS[slug].asks)
    question = asked_on(day).get(slug)
    return question.asks[lang] if question else ""
