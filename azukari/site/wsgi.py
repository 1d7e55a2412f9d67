"""The entry point that the server loads."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.site.settings")
application = get_wsgi_application()
# A thread that comes back from the disk waits so long, at most, for one that computes: the default of 5 ms halves the rate.
sys.setswitchinterval(0.0005)
