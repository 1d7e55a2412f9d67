"""Writing down a request that came by telephone, letter, agent or contact form (P45).

What the caller says is evidence of a request and makes nobody a person here: no field of it becomes a record, nothing
of it can be searched, and whether the caller is known is not asked before it stands.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from azukari.core.cases.lifecycle import Request, open_case
from azukari.core.cases.staffing import NobodyAnswers
from azukari.core.cases.words import channel_in_words, kind_in_words, reply_in_words
from azukari.core.vault.notes import NoteKind
from azukari.policy.casework import CaseChannel, CaseKind, ReplyBy
from azukari.policy.pack import pack, slugs, usual_pack
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind
from azukari.shells.staff.fields import Answers, Fields, Language, One, Text
from azukari.shells.staff.step import Step, answer

LONGEST_CONTACT = 300
LONGEST_SAID = 4000
_CHANNELS = (CaseChannel.PHONE, CaseChannel.LETTER, CaseChannel.AGENT, CaseChannel.FORM)


@form_behind(Act.RIGHTS)
def take_in(request: HttpRequest, who: Doer) -> HttpResponse:
    """Show the form, or open the case."""

    def do(answers: Answers, _version: int) -> str:
        asked = Request(
            CaseKind(answers["kind"]),
            CaseChannel(answers["channel"]),
            answers["lang"],
            ReplyBy(answers["reply_by"]),
            words={NoteKind.CONTACT: answers["contact"], NoteKind.SAID: answers["said"]},
            pack=answers["pack"],
        )
        try:
            case = open_case(asked, actor=who.actor, now=who.now)
        except NobodyAnswers as error:
            sentence = _(
                "A request needs an owner and a deputy, and there is only one member of staff. Ask the person who "
                "manages the accounts to invite another."
            )
            raise ValidationError(sentence) from error
        return reverse("console-rights-case", args=[case.id])

    step = Step(
        title=_("Write down a request"),
        lead=_(
            "For someone who called, wrote or sent an agent. It is kept encrypted with this request only. It "
            "registers nobody, and this page does not check whether the caller is known to us."
        ),
        button=_("Save it and start the clock"),
        above=[(reverse("console-rights"), _("Requests"))],
        fields=_asks(who, request.POST.get("reply_by", ReplyBy.PHONE)),
        do=do,
        icon="lock",
    )
    return answer(request, step)


def _asks(who: Doer, reply_by: str) -> Fields:
    kinds = [(kind.value, kind_in_words(kind)) for kind in CaseKind]
    return {
        "kind": One(_("What is asked for?"), kinds, missing=_("Choose what is asked for."), shown="radios"),
        "channel": One(
            _("How did it arrive?"),
            [(channel.value, capfirst(channel_in_words(channel))) for channel in _CHANNELS],
            missing=_("Choose how the request arrived."),
            initial=CaseChannel.PHONE.value,
        ),
        "said": Text(
            _("What they said"),
            rows=5,
            max_length=LONGEST_SAID,
            help_text=_("In a sentence or two. Do not write down whether we know them."),
            missing=_("Write down what the caller asks for, in a sentence or two."),
        ),
        "reply_by": One(
            _("How should the answer be sent?"),
            [(way.value, capfirst(reply_in_words(way))) for way in ReplyBy],
            missing=_("Choose how the answer is sent."),
            initial=ReplyBy.PHONE.value,
        ),
        "contact": Text(
            _("How to reach them"),
            rows=2,
            max_length=LONGEST_CONTACT,
            required=reply_by in (ReplyBy.PHONE, ReplyBy.LETTER),
            help_text=_(
                "As they said it: name and number, or address. It is erased as soon as they have their answer."
            ),
            missing=_("Write how the caller can be reached, or there will be no way to answer."),
        ),
        "lang": Language(
            _("Language of the answer"),
            who.policy,
            missing=_("Choose the language of the answer."),
            initial=who.lang,
        ),
        "pack": One(
            _("Which law sets the time limit?"),
            [(slug, pack(slug).name[who.lang]) for slug in slugs()],
            missing=_("Choose the law that applies."),
            initial=usual_pack(who.policy),
        ),
    }
