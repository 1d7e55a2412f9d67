"""Exports of other tools are known by their header rows, and whoever left there does not come in here."""

import pytest

from azukari.core.forms.importing.shapes import CIVICRM, LISTMONK, MAILCHIMP, outside_by_name, recognise

_MAILCHIMP = (
    "Email Address", "First Name", "Last Name", "Address", "Phone Number", "MEMBER_RATING", "OPTIN_TIME", "OPTIN_IP",
    "CONFIRM_TIME", "CONFIRM_IP", "LATITUDE", "LONGITUDE", "GMTOFF", "DSTOFF", "TIMEZONE", "CC", "REGION",
    "LAST_CHANGED", "LEID", "EUID", "NOTES", "TAGS",
)  # fmt: skip
_LISTMONK = ("uuid", "email", "name", "attributes", "status", "created_at", "updated_at")
_CIVICRM = (
    "Contact ID", "Contact Type", "Contact Subtype", "Do Not Email", "Do Not Phone", "Do Not Mail", "Do Not Sms",
    "Do Not Trade", "No Bulk Emails (User Opt Out)", "Sort Name", "Display Name", "First Name", "Last Name",
    "Job Title", "Deceased", "Street Address", "City", "Postal Code", "State", "Country", "Phone", "Email",
)  # fmt: skip


def test_the_three_exports_are_recognised_and_a_plain_list_is_not():
    assert recognise(_MAILCHIMP) is MAILCHIMP
    assert recognise(_LISTMONK) is LISTMONK
    assert recognise(_CIVICRM) is CIVICRM
    assert recognise(("Internal Contact ID", *_CIVICRM[1:])) is CIVICRM
    assert recognise(("name", "email", "status")) is None


@pytest.mark.parametrize(
    ("shape", "row", "consent", "code"),
    [
        (MAILCHIMP, {"UNSUB_TIME": ""}, True, ""),
        (MAILCHIMP, {"UNSUB_TIME": "2024-01-01 00:00:00"}, True, "unsubscribed"),
        (MAILCHIMP, {"CLEAN_TIME": "2024-01-01 00:00:00"}, True, "cleaned"),
        (LISTMONK, {"status": "enabled"}, True, ""),
        (LISTMONK, {"status": "blocklisted"}, True, "blocklisted"),
        (LISTMONK, {"status": "disabled"}, True, "disabled"),
        (LISTMONK, {}, True, "disabled"),
        (CIVICRM, {"Do Not Email": ""}, True, ""),
        (CIVICRM, {"Do Not Email": "1"}, False, "opted-out"),
        (CIVICRM, {"No Bulk Emails (User Opt Out)": "Yes"}, True, "opted-out"),
        (CIVICRM, {"No Bulk Emails (User Opt Out)": "Yes"}, False, ""),
        (CIVICRM, {"Deceased": "1"}, False, "deceased"),
    ],
)
def test_whoever_left_stays_outside(shape, row, consent, code):
    assert shape.outside(row, consent) == code


def test_mailchimp_tells_by_the_name_of_the_file():
    assert outside_by_name(MAILCHIMP, "unsubscribed_members_export_1a2b.csv") == "unsubscribed"
    assert outside_by_name(MAILCHIMP, "cleaned_members_export_1a2b.csv") == "cleaned"
    assert outside_by_name(MAILCHIMP, "nonsubscribed_members_export_1a2b.csv") == "not-subscribed"
    assert outside_by_name(MAILCHIMP, "subscribed_members_export_1a2b.csv") == ""
    assert outside_by_name(None, "unsubscribed_by_hand.csv") == ""
