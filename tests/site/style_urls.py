"""The site's addresses with the style guide, which only demonstrations have."""

from django.urls import path

from azukari.site import style
from azukari.site.urls import handler400, handler403, handler404, handler500
from azukari.site.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("<lang:lang>/style", style.guide),
    path("<lang:lang>/style/console", style.console),
    *site,
]
