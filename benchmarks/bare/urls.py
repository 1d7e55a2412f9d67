"""The one address and its view, as a tutorial would write them; and a view that does nothing."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from benchmarks.bare.models import Member

_CLASSES = [("regular", "Regular"), ("supporting", "Supporting"), ("student", "Student")]


class MemberForm(forms.Form):
    """The fields of the membership form."""

    member_class = forms.ChoiceField(choices=_CLASSES)
    name = forms.CharField(max_length=200)
    name_kana = forms.CharField(max_length=200, required=False)
    email = forms.EmailField(max_length=254)
    postcode = forms.CharField(max_length=10)
    address = forms.CharField(max_length=200)
    phone = forms.CharField(max_length=30, required=False)
    fax = forms.CharField(max_length=30, required=False)
    occupation = forms.CharField(max_length=200, required=False)


@csrf_exempt
@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    form = MemberForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    member = Member._default_manager.create(**form.cleaned_data)
    return JsonResponse({"id": member.pk}, status=202)


def empty(request: HttpRequest) -> HttpResponse:
    del request
    return HttpResponse(status=204)


urlpatterns = [path("submissions", submit), path("empty", empty)]
