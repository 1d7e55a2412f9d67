"""Writing down a request that came by telephone, letter, agent or contact form (P45).

What the caller says is evidence of a request and makes nobody a person here: no field of it becomes a record, nothing
of it can be searched, and whether the caller is known is not asked before it stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.cases.lifecycle import Request, open_case
from azukari.cases.staffing import NobodyAnswers
from azukari.cases.words import channel_in_words, kind_in_words, reply_in_words
from azukari.desk.acts import Doer, needs_act
from azukari.desk.answer import Problem
from azukari.desk.opening import Option
from azukari.policy.casework import CaseChannel, CaseKind, ReplyBy
from azukari.policy.pack import pack, slugs, usual_pack
from azukari.policy.terms import Act
from azukari.vault.notes import NoteKind

LONGEST_CONTACT = 300
LONGEST_SAID = 4000
_CHANNELS = (CaseChannel.PHONE, CaseChannel.LETTER, CaseChannel.AGENT, CaseChannel.FORM)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was sent."""

    kind: str = ""
    channel: str = CaseChannel.PHONE
    reply_by: str = ReplyBy.PHONE
    pack: str = ""
    lang: str = ""
    contact: str = ""
    said: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Typed":
        return cls(**{name: request.POST.get(name, "").strip() for name in cls.__slots__})


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.RIGHTS)
def take_in(request: HttpRequest, who: Doer) -> HttpResponse:
    """Show the form, or open the case."""
    if request.method != "POST":
        return _form(request, who, Typed(pack=usual_pack(who.policy), lang=who.lang), [])
    typed = Typed.of(request)
    problems = list(_problems(typed, who))
    if problems:
        return _form(request, who, typed, problems)
    asked = Request(
        CaseKind(typed.kind),
        CaseChannel(typed.channel),
        typed.lang,
        ReplyBy(typed.reply_by),
        words={NoteKind.CONTACT: typed.contact, NoteKind.SAID: typed.said},
        pack=typed.pack,
    )
    try:
        case = open_case(asked, actor=who.actor, now=who.now)
    except NobodyAnswers:
        sentence = _(
            "A request needs an owner and a deputy, and there is only one member of staff."
            " Ask whoever looks after the accounts to invite another."
        )
        return _form(request, who, typed, [Problem("", sentence)])
    return redirect("console-rights-case", case.id)


def _problems(typed: Typed, who: Doer) -> Iterable[Problem]:
    if typed.kind not in set(CaseKind):
        yield Problem("kind", _("Choose what is asked for."))
    if typed.channel not in _CHANNELS:
        yield Problem("channel", _("Choose how the request came in."))
    if typed.reply_by not in set(ReplyBy):
        yield Problem("reply_by", _("Choose how the answer shall go out."))
    if typed.pack not in slugs():
        yield Problem("pack", _("Choose the law that applies."))
    if typed.lang not in who.policy.languages:
        yield Problem("lang", _("Choose the language of the answer."))
    if typed.reply_by in (ReplyBy.PHONE, ReplyBy.LETTER) and not typed.contact:
        yield Problem("contact", _("Write how the caller can be reached, or there will be no way to answer."))
    if len(typed.contact) > LONGEST_CONTACT:
        yield Problem("contact", _("Write no more than %(most)s characters.") % {"most": LONGEST_CONTACT})
    if not typed.said:
        yield Problem("said", _("Write down what the caller asks for, in a sentence or two."))
    if len(typed.said) > LONGEST_SAID:
        yield Problem("said", _("Write no more than %(most)s characters.") % {"most": LONGEST_SAID})


def _form(request: HttpRequest, who: Doer, typed: Typed, problems: list[Problem]) -> HttpResponse:
    context = {
        "typed": typed,
        "errors": problems,
        "wrong": {problem.field_id: problem.message for problem in problems},
        "kinds": [Option(k.value, kind_in_words(k), "", k == typed.kind) for k in CaseKind],
        "channels": [Option(c.value, channel_in_words(c), "", c == typed.channel) for c in _CHANNELS],
        "replies": [Option(r.value, reply_in_words(r), "", r == typed.reply_by) for r in ReplyBy],
        "packs": [Option(slug, pack(slug).name[who.lang], "", slug == typed.pack) for slug in slugs()],
        "langs": [Option(lang, _LANGUAGES.get(lang, lang), "", lang == typed.lang) for lang in who.policy.languages],
    }
    return render(request, "console/requests/new.html", context, status=422 if problems else 200)


_LANGUAGES = {"ja": "日本語", "en": "English"}
