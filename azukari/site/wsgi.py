"""The entry point that the server loads."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.site.settings")
application = get_wsgi_application()
# How long a thread that comes back from the disk waits for one that computes; with Python's 5 ms the rate of
# submissions is a third lower.
sys.setswitchinterval(0.0005)
