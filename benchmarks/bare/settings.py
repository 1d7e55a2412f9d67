"""Settings of the bare project: the database exactly as Azukari sets it up, no middleware at all."""

import os
from pathlib import Path

from azukari.site import settings as ours

SECRET_KEY = "bare"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.bare.urls"
INSTALLED_APPS = ["benchmarks.bare.apps.BareConfig"]
MIDDLEWARE: list[str] = []
USE_TZ = True
DATABASES = {"default": dict(ours.DATABASES["default"])}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["NAME"] = Path(os.environ["AZUKARI_INSTANCE"]) / "bare.sqlite3"
WSGI_APPLICATION = "benchmarks.bare.wsgi.application"
