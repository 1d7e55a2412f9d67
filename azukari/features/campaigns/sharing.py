"""Telling others of a campaign: a link to copy and an email of one's own. No request goes to anybody else."""

from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from azukari.policy.terms import Form


def sharing(form: Form, lang: str) -> dict[str, str]:
    """What one needs to tell others: the page's address, and an email of one's own that nobody here sees or counts."""
    address = f"{settings.AZUKARI.base_url}/{lang}/campaigns/{form.slug}"
    text = _("I have signed this. Have a look: %(address)s") % {"address": address}
    return {"address": address, "mail": f"mailto:?subject={quote(form.title[lang])}&body={quote(text)}"}
