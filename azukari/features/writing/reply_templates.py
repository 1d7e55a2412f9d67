"""Reply templates of one form: a list, and one page to write each in every language of the policy."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.forms.replying import LONGEST
from azukari.features.writing.models import ReplyTemplate
from azukari.shells.staff.editing import edit as edit_form
from azukari.shells.staff.fields import Answers, Questions, Text, by_language, in_each_language
from azukari.shells.staff.form_desk import FormDesk, serves_form
from azukari.shells.staff.overtaken import LastChange

_MOST = 100


@require_safe
@serves_form
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The templates, by title."""
    context = {"form": desk.form, "templates": list(_of(desk)), "full": _of(desk).count() >= _MOST}
    return render(request, "writing/desk/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@serves_form
def new(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Write a new one."""
    return _edit(request, desk, ReplyTemplate(form=desk.form.slug))


@require_http_methods(["GET", "HEAD", "POST"])
@serves_form
def edit(request: HttpRequest, desk: FormDesk, template_id: UUID) -> HttpResponse:
    """Change one, or delete it."""
    template = get_object_or_404(_of(desk), id=template_id)
    if "delete" in request.POST:
        template.delete()
        return _back(desk)
    return _edit(request, desk, template)


def _of(desk: FormDesk) -> QuerySet[ReplyTemplate]:
    return ReplyTemplate.objects.filter(form=desk.form.slug).order_by("title", "id")


def _edit(request: HttpRequest, desk: FormDesk, template: ReplyTemplate) -> HttpResponse:
    def make(*sent: Any) -> Questions:
        if not template._state.adding:
            template.refresh_from_db()
        text = _("Text (%(lang)s)")
        fields = {
            "title": Text(_("Title"), max_length=80, initial=template.title),
            **in_each_language("text", text, desk.policy, template.texts, rows=6, max_length=LONGEST),
        }
        return Questions(fields, *sent)

    def do(answers: Answers) -> HttpResponse:
        template.title, template.texts = answers["title"], by_language("text", answers, desk.policy)
        template.changed_at = desk.now
        template.save()
        return _back(desk)

    def page(asked: Questions, status: int) -> HttpResponse:
        context = {"form": desk.form, "asked": asked, "template": template}
        return render(request, "writing/desk/template.html", context, status=status)

    def held() -> LastChange:
        row = ReplyTemplate.objects.select_for_update().filter(id=template.id).first()
        return LastChange(at=row.changed_at if row else None)

    return edit_form(request, make, do, page, held=held)


def _back(desk: FormDesk) -> HttpResponse:
    return HttpResponseRedirect(reverse("console-reply-templates", args=[desk.form.slug]))
