"""Django's settings, derived from the instance's own short settings file.

Nobody edits this module to run Azukari: an operator edits `azukari.toml` in the instance's folder.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.utils.csp import CSP

from azukari.core.accounts import django_secret
from azukari.core.mail.transport import mailers
from azukari.lib.instance import Instance, load
from azukari.site.database import database
from azukari.site.slices import NAMES

AZUKARI: Instance = load(Path(os.environ.get("AZUKARI_INSTANCE", "instance")).resolve())

_PACKAGE = Path(__file__).resolve().parent.parent
_HOST = urlsplit(AZUKARI.base_url)

SECRET_KEY, SECRET_KEY_FALLBACKS = django_secret.keys(AZUKARI, now=datetime.now(UTC))
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
    "azukari.shells.staff",  # before allauth: its templates dress allauth's pages
    "allauth",
    "azukari.core.accounts.apps.SignInConfig",  # allauth.account
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "azukari.core.ledger",
    "azukari.core.accounts",
    "azukari.core.people",
    "azukari.core.appearance",
    "azukari.core.policy_versions",
    "azukari.core.consent",
    "azukari.core.vault",
    "azukari.core.transfers",
    "azukari.core.mail",
    "azukari.core.forms",
    "azukari.core.cases",
    "azukari.shells.self_service",
    *(f"azukari.features.{name}" for name in NAMES),
    "azukari.site",
]


MAILERS = mailers(AZUKARI)
DATABASES = {"default": database(AZUKARI, os.environ.get("AZUKARI_DATABASE") or AZUKARI.database)}
ATOMIC_REQUESTS = False  # a refusal is committed before it is raised, so no request is one transaction

MIDDLEWARE = [
    "azukari.site.watch.WatchMiddleware",  # sees what all others answer
    "azukari.site.security.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "azukari.site.transport.TransportMiddleware",
    "azukari.site.compression.CompressionMiddleware",
    "azukari.site.assets.AssetsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "azukari.site.language.LanguageMiddleware",
    "azukari.site.typed_text.TypedTextMiddleware",
    "azukari.features.statistics.middleware.CountingMiddleware",
    "azukari.site.bounds.BoundsMiddleware",
    "azukari.site.whole.WholeMiddleware",
    "azukari.site.room.RoomMiddleware",
    "azukari.site.posts.PostsMiddleware",
    "azukari.shells.staff.middleware.ConsoleMiddleware",  # sessions and sign-in, under /console/ alone
]

FORM_RENDERER = "azukari.site.form_fields.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [Path(django.__file__).parent / "forms/templates"],  # widgets; that app has the label of one of ours
        "OPTIONS": {
            "builtins": ["azukari.site.templatetags.azukari", "azukari.shells.staff.templatetags.form_token"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "azukari.site.context.page",
                "azukari.shells.staff.context.console",
            ],
        },
    }
]

# Ours in words. Of other people's code only that something was said, and where: its words may quote (`lib.failure`).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "azukari.lib.failure.Plain"},
        "json": {"()": "azukari.lib.failure.Json"},
    },
    "filters": {"foreign": {"()": "azukari.lib.failure.Foreign"}},
    "handlers": {
        "ours": {"class": "logging.StreamHandler", "formatter": AZUKARI.log.format},
        "foreign": {"class": "logging.StreamHandler", "formatter": AZUKARI.log.format, "filters": ["foreign"]},
    },
    "loggers": {
        "azukari": {"handlers": ["ours"], "level": "WARNING"},
        "azukari.request": {"level": "INFO" if AZUKARI.log.requests else "CRITICAL"},
        "mail.log": {"handlers": [], "level": "CRITICAL", "propagate": False},  # aiosmtpd's: names who writes to whom
    },
    "root": {"handlers": ["foreign"], "level": "WARNING"},
}

LANGUAGE_CODE = AZUKARI.language
LANGUAGES = [("ja", "日本語"), ("en", "English")]
USE_I18N = True
# Of every package, an app or not, and before the words of libraries. Each command asks, and the whole tree is large.
LOCALE_PATHS = sorted([*_PACKAGE.glob("*/locale"), *_PACKAGE.glob("*/*/locale"), *_PACKAGE.glob("*/*/*/locale")])
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = None  # found where they lie
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is ever uploaded to a file
    "staticfiles": {"BACKEND": "azukari.site.assets.VersionedStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
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
_FILE = 20 * 1024 * 1024 + DATA_UPLOAD_MAX_MEMORY_SIZE
_PICTURE = 4 * 1024 * 1024 + DATA_UPLOAD_MAX_MEMORY_SIZE
LARGER_BODIES = {  # lists, documents and pictures, of staff
    "/console/import/": _FILE,
    "/console/recipients/": _FILE,
    "/console/members/": _FILE,
    "/console/volunteers/": _FILE,
    "/console/magazine/": _PICTURE,
    "/console/forms/": _PICTURE,
}
FILE_UPLOAD_HANDLERS: list[str] = []

# Staff sign-in. The session lives under /console/ alone; no other page has one.
_SECURE = _HOST.scheme == "https"
SESSION_ENGINE = "azukari.core.accounts.sessions"
SESSION_COOKIE_NAME = "azukari_staff"
SESSION_COOKIE_PATH = "/console"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = _SECURE
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would lose the session between an invitation link in web mail and its form
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "azukari.site.errors.csrf_failed"
CSRF_TRUSTED_ORIGINS = [f"{_HOST.scheme}://{_HOST.netloc}"] if _SECURE else []
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["azukari.core.accounts.hashing.BoundedHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # how long an invitation link works
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/console/"
ACCOUNT_ADAPTER = "azukari.core.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever opens the invitation link has read the mail
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
SOCIALACCOUNT_ADAPTER = "azukari.core.accounts.oidc.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # it only leads to the issuer; our form-action would keep a form's redirect back
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": AZUKARI.oidc.name,
                "client_id": AZUKARI.oidc.client_id,
                "secret": AZUKARI.oidc.read_secret(),
                "settings": {"server_url": AZUKARI.oidc.issuer, "fetch_userinfo": False},
            }
        ],
    }
    if AZUKARI.oidc
    else {}
}
MFA_ADAPTER = "azukari.core.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": None}  # nobody guesses a signature, so nobody is locked out of their passkey
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # so that a passkey is two factors by itself
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
MFA_TOTP_TOLERANCE = 1
