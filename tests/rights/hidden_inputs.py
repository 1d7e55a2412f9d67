"""The hidden inputs of a page, for tests that send its forms."""

import re
from html import unescape


def inputs(html: str) -> dict[str, str]:
    """The hidden inputs of the page, but for those of its head."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html.partition("<main")[2])
    return {name: unescape(said) for name, said in found}
