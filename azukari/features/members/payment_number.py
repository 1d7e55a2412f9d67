"""Payment number: the code on an invoice, of digits that a payer can type at a cash machine.

Its last digit checks the others (ISO 7812, Luhn), so that a slip of a finger names nobody else's invoice.
"""

DIGITS = 7


def luhn(digits: str) -> str:
    """The digit that checks the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def is_code(text: str) -> bool:
    """Whether these digits may be the code of an invoice."""
    return len(text) == DIGITS + 1 and text.isascii() and text.isdecimal() and luhn(text[:-1]) == text[-1]
