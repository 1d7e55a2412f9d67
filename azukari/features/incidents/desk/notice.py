"""The notice to people: a first wording in each language, what it will look like, and one button that sends it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.features.incidents import words
from azukari.features.incidents.desk.page import above, find, name_of
from azukari.features.incidents.register import read
from azukari.features.incidents.telling import is_open, make, suggested
from azukari.lib.joining import gap
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind
from azukari.shells.staff.fields import Answers, by_language, in_each_language
from azukari.shells.staff.step import Step, answer


def _dots(text: str) -> str:
    """People are to read no heading without words."""
    return _("Write something in place of the dots “…”, or take their heading out.") if is_open(text) else ""


@form_behind(Act.SUPERVISE, fresh=True)
def write(request: HttpRequest, who: Doer, incident_id: UUID) -> HttpResponse:
    """Write to everybody whom it concerns, each in their language."""
    row = find(incident_id)
    texts = read(row, actor=who.actor, now=who.now)
    held = {lang: suggested(row, who.policy, lang, texts) for lang in who.policy.languages}
    label = _("What they are told (%(lang)s)")
    hint = gap(who.lang).join(
        (
            _("A blank line begins a new paragraph. It contains nothing about anyone but its reader."),
            _("“…” marks where the report has no text in this language yet. Write it."),
        )
    )
    fields = in_each_language("text", label, who.policy, held, rows=16, max_length=12_000, check=_dots, help_text=hint)

    def do(answers: Answers, _version: int) -> None:
        make(row, by_language("text", answers, who.policy), actor=who.actor, now=who.now)

    count = row.affected.count()
    if not count:
        lead = words.NOBODY_TO_TELL[who.lang]
    elif row.drill:
        lead = ngettext(
            "A drill: this would go to %(count)d person, and goes to nobody.",
            "A drill: this would go to %(count)d people, and goes to nobody.",
            count,
        )
    else:
        lead = ngettext(
            "It goes to %(count)d person, by email, in their language.",
            "It goes to %(count)d people, by email, each in their language.",
            count,
        )
    step = Step(
        title=_("Tell the people: %(name)s") % {"name": name_of(row)},
        lead=lead % {"count": count} if count else lead,
        stop=not count,
        button=_("Keep it as the drill’s notice") if row.drill else _("Send the notice"),
        above=above(row),
        fields=fields,
        do=do,
        icon="mail",
    )
    return answer(request, step)
