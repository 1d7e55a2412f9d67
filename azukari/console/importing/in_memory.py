"""Uploaded files stay in memory: what a list says must not lie in a temporary folder (law 2)."""

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler


class InMemory(MemoryFileUploadHandler):
    """Django's handler, for files of every size that `site.bounds` has let in."""

    def handle_raw_input(self, *request: Any, **more: Any) -> None:
        del request, more  # Django's handler looks at the length, and leaves long files to a folder on disk
        self.activated = True
