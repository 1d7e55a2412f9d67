"""The outcome of what somebody just did: a code in the address of the page to which they are led back."""

from django.http import HttpRequest


def outcome_of(request: HttpRequest) -> str:
    """The code; ``""`` where the page was opened without anything being done. The page has the words for its codes."""
    return request.GET.get("done", "")
