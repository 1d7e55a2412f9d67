"""The door of the desk's pages about one campaign: a duty that serves its form, or 403 and a record."""

from azukari.features.campaigns.ways import SIGNATURES
from azukari.policy.terms import FormKind
from azukari.shells.staff.form_desk import serves_form_of

serves_campaign = serves_form_of(FormKind.CAMPAIGN, "campaigns/desk/none.html", status=404, way=SIGNATURES)
"""A decorator, as `serves_form`; of a form that is no campaign the page says so."""
