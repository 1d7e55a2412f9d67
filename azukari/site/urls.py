"""Every address, from one place. Public pages begin with their language; apps bring their own lists."""

from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter, get_converters

from azukari.core.consent.receipt_keys import ADDRESS as RECEIPT_KEYS
from azukari.core.forms import embedding
from azukari.shells.api.server import api
from azukari.shells.staff.count_door import address
from azukari.site import ledger_page, metrics, views, wellknown
from azukari.site.by_first_word import ByFirstWord
from azukari.site.slices import slices


class Language(StringConverter):
    """The first part of a public address."""

    regex = "ja|en"


if "lang" not in get_converters():  # this module is loaded again after an error in another one
    register_converter(Language, "lang")

handler400 = "azukari.site.errors.bad_request"
handler403 = "azukari.site.errors.forbidden"
handler404 = "azukari.site.errors.missing"
handler500 = "azukari.site.errors.broken"

_MOUNTED = (
    ("<lang:lang>/", "azukari.core.policy_versions.urls"),
    ("<lang:lang>/", "azukari.core.forms.urls"),
    ("", "azukari.core.payments.urls"),
    ("<lang:lang>/", "azukari.shells.self_service.urls"),
    ("console/", "azukari.shells.staff.urls"),
    ("ledger/", "azukari.core.ledger.urls"),
    ("theme/", "azukari.core.appearance.urls"),
)


def _apps() -> list[URLPattern | URLResolver]:
    """The addresses of the core, then those of the slices."""
    brought = [("<lang:lang>/", each.routes.public) for each in slices() if each.routes.public]
    brought += [("", each.routes.root) for each in slices() if each.routes.root]
    brought += [("console/", each.routes.staff) for each in slices() if each.routes.staff]
    counts = [address(page) for each in slices() for page in each.count_pages]
    below: dict[str, list[URLPattern | URLResolver]] = {}
    for prefix, module in (*_MOUNTED, *brought):
        below.setdefault(prefix, []).append(path("", include(module)))
    below["console/"].append(path("", include(counts)))
    return [ByFirstWord(prefix, mounted) for prefix, mounted in below.items()]


for module in (module for each in slices() for module in each.routes.api):
    api.add_router("", import_module(module).router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),  # first, since it is the busiest
    path("", views.choose_language, name="root"),
    path("<lang:lang>/", views.home, name="home"),
    path("<lang:lang>/contact", views.contact, name="contact"),
    path("<lang:lang>/ledger", ledger_page.show, name="ledger-page"),
    path("<lang:lang>/api", import_module("azukari.site.api_page").show, name="api-page"),
    path("embed.js", embedding.script, name="embed-script"),
    path("healthz", wellknown.healthz, name="healthz"),
    path("metrics", metrics.show, name="metrics"),
    path("robots.txt", wellknown.robots, name="robots"),
    path(".well-known/security.txt", wellknown.security_txt, name="security-txt"),
    path(".well-known/gpc.json", wellknown.gpc, name="gpc"),
    path(RECEIPT_KEYS, wellknown.receipt_keys, name="receipt-keys"),
    *_apps(),
]

if settings.AZUKARI.demo:
    from azukari.site import demo, style

    urlpatterns.append(path("<lang:lang>/style", style.guide, name="style"))
    urlpatterns.append(path("<lang:lang>/style/console", style.console, name="style-console"))
    urlpatterns.append(path("<lang:lang>/demo/", include("azukari.site.demo_urls")))
    urlpatterns.append(path("console/demo/<uuid:reference>/enter", demo.enter, name="demo-enter"))
