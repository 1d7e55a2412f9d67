"""Every test of the forms has counters of its own."""

from tests.forms.filled import fresh_counters  # noqa: F401 - for every test here
