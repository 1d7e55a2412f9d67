"""What a line of a page or letter should not break: phone numbers, postcodes, house numbers, wards (-ku) and towns,
days, email addresses, and the number of a request or receipt.
"""

import re

_WHOLE = re.compile(
    r"(?:&lt;)?[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+\w+(?:&gt;)?"
    r"|〒?(?<![\w-])\d+(?:-\d+)+(?![\w-])"
    r"|\bR-(?:\d{8}-)?(?:[\dA-F]{8}|\d{6})\b"
    r"|\b[A-Z][a-z]+-(?:ku|shi|cho|chome|machi|mura|gun|ken|fu|to)\b"
    r"|\d{4}年\d{1,2}月\d{1,2}日(?:\([月火水木金土日]\))?"
    r"|\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}\b",
    re.ASCII,
)
_TAG = re.compile(r"(<[^<>]*>)")


def kept_whole(html: str, by: str = 'class="whole"') -> str:
    """HTML whose numbers stay whole by the attribute ``by``, and whose email addresses do where they can.

    An address may be longer than a line, so it takes one of its own before it breaks.
    """

    def kept(found: re.Match[str]) -> str:
        keeps = 'class="mailbox"' if "@" in found[0] else by
        return f"<span {keeps}>{found[0]}</span>"

    pieces = _TAG.split(html)
    pieces[::2] = [_WHOLE.sub(kept, words) for words in pieces[::2]]
    return "".join(pieces)
