"""The editor of an issue: all versions side by side, and how each looks in an email as soon as it is kept."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.core.mail import mailing
from azukari.core.mail.bulk.prepare import READER
from azukari.features.magazine.desk.door import issue_at, list_at, serves_list
from azukari.features.magazine.desk.upload import PictureForm
from azukari.features.magazine.issues import Content, write
from azukari.features.magazine.life import SAID, SILENT, STATED, IssueState
from azukari.features.magazine.models import Issue, IssueText, Layout
from azukari.features.magazine.pictures import newest as pictures_of
from azukari.features.magazine.rendering import impersonal, rendered, written_texts
from azukari.features.magazine.review import review
from azukari.features.magazine.still_reading import asks_of
from azukari.features.magazine.words import LAYOUTS, audience_words, blocks
from azukari.shells.staff.fields import Answers, One, Text, by_language
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.language_names import named
from azukari.shells.staff.overtaken import LastChange, version_of
from azukari.shells.staff.previews import may_frame
from azukari.shells.staff.step import ask
from azukari.shells.staff.yes_no_field import YesNo

_MOST = 12_000  # letters of a body
_DARK, _LIGHT = "@media all", "@media not all"
_EMPTY = '<!doctype html><title>-</title><meta name="color-scheme" content="{1}"><p>{0}</p>'
_QUERY = "@media (prefers-color-scheme: dark)"


@require_http_methods(["GET", "HEAD", "POST"])
@serves_list
def edit(request: HttpRequest, desk: FormDesk, issue_id: UUID) -> HttpResponse:
    """Write it, keep it, and see what the check says and how it looks."""
    issue = issue_at(desk, issue_id)
    here = reverse("console-magazine-edit", args=[desk.form.slug, issue.id])
    if issue.state != IssueState.DRAFT and request.method != "POST":
        return HttpResponseRedirect(reverse("console-magazine-issue", args=[desk.form.slug, issue.id]))

    def keep(said: Answers) -> HttpResponse:
        write(
            issue.id,
            Content(
                said["layout"],
                by_language("subject", said, desk.policy),
                by_language("body", said, desk.policy),
                said["audience"],
                said["names_itself"],
            ),
            version=version_of(request, issue.version),
            actor=desk.who.actor,
            now=desk.now,
        )
        done = reverse("console-magazine-issue", args=[desk.form.slug, issue.id])
        return HttpResponseRedirect(done if request.POST.get("step") == "done" else f"{here}?done=saved")

    def page(form: Form, status: int) -> HttpResponse:
        of, asks = list_at(desk), asks_of(desk.form.slug)
        texts, begun = written_texts(issue), issue.texts.exists()
        context = {
            "list": of,
            "issue": issue,
            "form": form,
            "versions": [
                (lang, form[f"subject_{lang}"], form[f"body_{lang}"], _blocks(lang, asks=asks is not None))
                for lang in desk.policy.languages
            ],
            "found": review(issue, of, desk.policy, now=desk.now).found if begun else [],
            "fallbacks": READER,
            "asks": asks,
            "pictures": pictures_of(desk.form.slug),
            "upload": PictureForm(),
            "written": sorted(desk.policy.languages, key=lambda lang: (lang not in texts, lang != desk.lang)),
            "looked": begun,
            "saved": outcome_of(request) == "saved",
            "not_taken": outcome_of(request) == "no-picture",
        }
        return may_frame(render(request, "magazine/desk/edit.html", context, status=status))

    last = LastChange(issue.changed_by, issue.changed_at)
    return ask(request, _fields(desk, issue), keep, page, last=last)


def _blocks(lang: str, *, asks: bool) -> Sequence[tuple[str, str]]:
    """What the buttons above a text put into it, in the language of the text."""
    with translation.override(lang):
        inside = [block for _name, block in blocks(asks=asks)]
    return [(name, block) for (name, _block), block in zip(blocks(asks=asks), inside, strict=True)]


def _fields(desk: FormDesk, issue: Issue) -> dict[str, One | Text]:
    texts = issue.versions()
    asks = asks_of(desk.form.slug)
    stated = (SAID, SILENT) if asks or issue.audience in STATED else ()
    audiences = [(code, audience_words(code, asks)) for code in ("", *desk.policy.languages, *stated)]
    fields: dict[str, One | Text] = {
        "layout": One(_("Layout"), [(layout, LAYOUTS[layout]) for layout in Layout.values], initial=issue.layout),
        "audience": One(_("To whom"), audiences, required=False, initial=issue.audience),
        "names_itself": YesNo(
            _("Links to our own pages name this issue"), held=issue.names_itself, required=False,
            help_text=_("Yes: page statistics then show how many views came from it in total, never for one reader."),
        ),
    }  # fmt: skip
    for lang in desk.policy.languages:
        held, name = texts.get(lang), {"lang": named(lang)}
        fields[f"subject_{lang}"] = Text(
            _("Subject (%(lang)s)") % name,
            initial=held.subject if held else "",
            required=False,
            attrs={"lang": lang},
        )
        fields[f"body_{lang}"] = Text(
            _("Text (%(lang)s)") % name,
            rows=18,
            max_length=_MOST,
            initial=held.body if held else "",
            required=False,
            attrs={"lang": lang},
        )
    return fields


@require_http_methods(["GET", "HEAD", "POST"])
@serves_list
def preview(request: HttpRequest, desk: FormDesk, issue_id: UUID, lang: str) -> HttpResponse:
    """One version as its mail shows it, by day or by night; it stands in a frame of the editor.

    A POST is what stands in the editor now (`magazine.js` asks while somebody writes): it is shown, and not kept.
    """
    issue = issue_at(desk, issue_id)
    said = _said(desk, issue, _typed(request, issue, lang) if request.method == "POST" else None).get(lang)
    if said is None:
        return _closed(
            HttpResponse(_EMPTY.format(_("There is no text yet."), "dark" if request.GET.get("dark") else "light"))
        )
    html = said.html.replace(_QUERY, _DARK if request.GET.get("dark") else _LIGHT)
    return _closed(HttpResponse(impersonal(html, lang, link="#")))


@require_safe
@serves_list
def text_part(request: HttpRequest, desk: FormDesk, issue_id: UUID, lang: str) -> HttpResponse:
    """The text part of one version, as mail programs without HTML show it."""
    del request
    said = _said(desk, issue_at(desk, issue_id)).get(lang)
    text = impersonal(said.text, lang, link="#") if said else _("There is no text yet.")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _typed(request: HttpRequest, issue: Issue, lang: str) -> dict[str, IssueText]:
    """The version as it stands in the editor; `issue` gets the layout that is chosen there."""
    if request.POST.get("layout") in Layout.values:
        issue.layout = request.POST["layout"]
    subject, body = (request.POST.get(f"{name}_{lang}", "") for name in ("subject", "body"))
    return {lang: IssueText(issue=issue, lang=lang, subject=subject[:200], body=body[:_MOST])}


def _said(desk: FormDesk, issue: Issue, typed: Mapping[str, IssueText] | None = None) -> Mapping[str, mailing.Text]:
    return {one.lang: one for one in rendered(issue, list_at(desk), desk.policy, texts=typed)}


def _closed(response: HttpResponse) -> HttpResponse:
    """A preview shows what stands in it and does nothing; its styles are its own, as in an email."""
    response._csp_config = {  # type: ignore[attr-defined]
        "default-src": [CSP.NONE],
        "style-src": [CSP.UNSAFE_INLINE],
        "img-src": [CSP.SELF],
        "frame-ancestors": [CSP.SELF],
    }
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
