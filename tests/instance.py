"""The instance of a process of tests: temporary, so that no test ever touches a real one."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django

from azukari.lib.instance import create

_SETTINGS = "azukari.site.settings"
FOLDER = "AZUKARI_INSTANCE"
"""The variable that tells where it lies."""

DATABASE = "test.sqlite3"
"""The file's name, where the database is SQLite."""

_TEXT = 'base_url = "http://localhost"\nfictional = true\nledger_minutes = 0\nwebhook_networks = ["127.0.0.0/8"]\n'


def begin() -> None:
    """Make an instance that goes with this process, and let Django begin with its settings."""
    create(_folder())
    Path(os.environ[FOLDER], "azukari.toml").write_text(_TEXT, "utf-8")
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    django.setup()
    _suit_tests()


def begin_again() -> None:
    """In a fork: go on with a copy of the instance, and let Django read its settings. Nothing may have been asked yet
    of the database of the process from which it came.
    """
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty
    from django.utils.log import configure_logging

    atexit.unregister(shutil.rmtree)  # that is for the process from which it came
    before = os.environ[FOLDER]
    shutil.copytree(before, _folder(), dirs_exist_ok=True)
    del sys.modules[_SETTINGS]
    settings._wrapped = empty
    for alias in list(connections):
        del connections[alias]
    vars(connections).pop("settings", None)
    vars(connections)["_settings"] = None
    _suit_tests()
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)  # to the streams that there are now


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="azukari-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[FOLDER] = str(folder)
    return folder


def _suit_tests() -> None:
    """What is otherwise in tests than in real life."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # the real one takes a third of a second
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        file = Path(os.environ[FOLDER], "data", DATABASE)  # as in real life, not in memory
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(file)
    else:
        # What is tested inside this process may be lost.
        settings.DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
