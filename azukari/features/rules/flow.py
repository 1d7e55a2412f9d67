"""Data flow diagram as SVG, drawn from the policy: forms, what they are used for, and who gets it.

Three columns and the lines between them; what the picture says stands in the tables below it as well.
"""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from azukari.policy.terms import Policy

_WIDE, _BOX, _HIGH, _GAP, _TOP = 900, 240, 44, 14, 34
_LEFT = (0, (_WIDE - _BOX) // 2, _WIDE - _BOX)
_MOST = {"ja": 15, "en": 30}  # characters in a line, of which a box has two


def flow(policy: Policy, lang: str, heads: Sequence[str], title: str) -> str:
    """The picture.

    Args:
        heads: of the three columns.
        title: what it shows, for whoever does not see it.
    """
    forms = [(form.slug, form.title[lang]) for form in policy.forms.values()]
    purposes = [(one.slug, one.title[lang]) for one in policy.purposes.values()]
    recipients = [(one.slug, one.name[lang]) for one in policy.recipients.values()]
    columns = (forms, purposes, recipients)
    deep = _TOP + max(len(column) for column in columns) * (_HIGH + _GAP)
    at = [{slug: _TOP + row * (_HIGH + _GAP) for row, (slug, _name) in enumerate(column)} for column in columns]
    lines = [
        (0, at[0][form.slug], at[1][purpose])
        for form in policy.forms.values()
        for purpose in form.leads_to
        if purpose in at[1]
    ]
    lines += [
        (1, at[1][purpose], at[2][one.slug])
        for one in policy.recipients.values()
        for purpose in one.purposes
        if purpose in at[1]
    ]
    drawn = [_line(*line) for line in lines]
    drawn += [
        f'<text x="{_LEFT[column] + 4}" y="16" fill="currentColor" font-weight="bold">{escape(head)}</text>'
        for column, head in enumerate(heads)
    ]
    drawn += [
        _box(_LEFT[column], at[column][slug], name, lang)
        for column, boxes in enumerate(columns)
        for slug, name in boxes
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {deep}" role="img" width="{_WIDE}" '
        f'class="flow" font-size="14"><title>{escape(title)}</title>{"".join(drawn)}</svg>'
    )


def _box(left: int, top: int, name: str, lang: str) -> str:
    most = _MOST.get(lang, 30)
    lines = wrap(name, most)
    lines = lines if len(lines) <= 2 else [lines[0], f"{lines[1][: most - 1]}…"]
    first = top + (27 if len(lines) == 1 else 19)
    words = (f'<tspan x="{left + 12}" y="{first + 17 * row}">{escape(line)}</tspan>' for row, line in enumerate(lines))
    return (
        f'<g><title>{escape(name)}</title><rect x="{left + 1}" y="{top}" width="{_BOX - 2}" height="{_HIGH}" rx="6" '
        f'fill="none" stroke="currentColor"/><text fill="currentColor">{"".join(words)}</text></g>'
    )


def _line(column: int, begin: int, end: int) -> str:
    left, right = _LEFT[column] + _BOX, _LEFT[column + 1]
    middle, half = (left + right) // 2, _HIGH // 2
    path = f"M{left} {begin + half}C{middle} {begin + half} {middle} {end + half} {right} {end + half}"
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-opacity=".45"/>'
