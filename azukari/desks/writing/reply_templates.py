"""Reply templates of one form: a list, and one page to write each in every language of the policy."""

from uuid import UUID

from django.db.models import QuerySet
from django.forms import Field
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.desk.fields import Questions, Text
from azukari.desk.form_desk import FormDesk, serves_form
from azukari.desks.writing.models import ReplyTemplate
from azukari.forms.replying import LONGEST

_MOST = 100
_LANGUAGES = {"ja": "日本語", "en": "English"}


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
    template = _of(desk).filter(id=template_id).first()
    if template is None:
        raise Http404
    if "delete" in request.POST:
        template.delete()
        return _back(desk)
    return _edit(request, desk, template)


def _of(desk: FormDesk) -> QuerySet[ReplyTemplate]:
    return ReplyTemplate.objects.filter(form=desk.form.slug).order_by("title", "id")


def _edit(request: HttpRequest, desk: FormDesk, template: ReplyTemplate) -> HttpResponse:
    fields: dict[str, Field] = {"title": Text(_("Title"), max_length=80, initial=template.title)}
    for lang in desk.policy.languages:
        label = _("Text (%(lang)s)") % {"lang": _LANGUAGES.get(lang, lang)}
        fields[f"text_{lang}"] = Text(label, rows=6, max_length=LONGEST, initial=template.texts.get(lang, ""))
    asked = Questions(fields, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and asked.is_valid():
        template.title = asked.cleaned_data["title"]
        template.texts = {lang: asked.cleaned_data[f"text_{lang}"] for lang in desk.policy.languages}
        template.changed_at = desk.now
        template.save()
        return _back(desk)
    context = {"form": desk.form, "asked": asked, "template": template}
    status = 422 if asked.errors else 200
    return render(request, "writing/desk/template.html", context, status=status)


def _back(desk: FormDesk) -> HttpResponse:
    return HttpResponseRedirect(reverse("console-reply-templates", args=[desk.form.slug]))
