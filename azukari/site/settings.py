"""Django's settings, derived from the instance's own short settings file.

Nobody edits this module to run Azukari: an operator edits `azukari.toml` in the instance's folder.
"""

import hashlib
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.csp import CSP

from azukari.lib.instance import Instance, load

AZUKARI: Instance = load(Path(os.environ.get("AZUKARI_INSTANCE", "instance")).resolve())

_PACKAGE = Path(__file__).resolve().parent.parent
_HOST = urlsplit(AZUKARI.base_url)

SECRET_KEY = hashlib.sha256(b"django" + AZUKARI.key("secret")).hexdigest()
DEBUG = False
ALLOWED_HOSTS = [_HOST.hostname or "localhost", "127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "azukari.site.urls"
WSGI_APPLICATION = "azukari.site.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "azukari.console",  # before allauth: its templates dress allauth's pages
    "allauth",
    "azukari.accounts.apps.SignInConfig",  # allauth.account
    "allauth.mfa",
    "azukari.ledger",
    "azukari.accounts",
    "azukari.people",
    "azukari.charter",
    "azukari.consent",
    "azukari.vault",
    "azukari.mail",
    "azukari.forms",
    "azukari.members",
    "azukari.volunteers",
    "azukari.campaigns",
    "azukari.feedback",
    "azukari.magazine",
    "azukari.questionnaires",
    "azukari.rights",
    "azukari.site",
]


def _database() -> dict[str, object]:
    url = os.environ.get("AZUKARI_DATABASE") or AZUKARI.database
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": AZUKARI.sqlite,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                    "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456"
                ),
            },
        }
    at = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": at.path.removeprefix("/"),
        "USER": unquote(at.username or ""),
        "PASSWORD": unquote(at.password or ""),
        "HOST": at.hostname or "",
        "PORT": str(at.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
ATOMIC_REQUESTS = False  # a refusal is committed before it is raised, so no request is one transaction

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "azukari.site.language.LanguageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["azukari.site.templatetags.azukari"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "azukari.site.context.page",
            ],
        },
    }
]

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = _PACKAGE.parent / ".cache" / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS: list[str] = []
