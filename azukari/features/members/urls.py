"""Addresses of one's own membership, under ``/{ja|en}/me``, and of what the code on a card leads to."""

from django.urls import path

from azukari.features.members import card, own, own_pause
from azukari.features.members.meetings import own as meetings
from azukari.features.members.online import own as online
from azukari.features.members.renewal_page import renewal_page

urlpatterns = [
    path("member/<str:token>", card.valid, name="member-card-valid"),
    path("member/renewal/<str:token>", renewal_page, name="member-renewal"),
    path("me/meeting/<uuid:vote>", meetings.answer, name="me-meeting"),
    path("me/membership/<uuid:submission>/card", card.page, name="me-membership-card"),
    path("me/membership/<uuid:submission>/card.pdf", card.paper, name="me-membership-card-pdf"),
    path("me/membership/<uuid:submission>/renew", own.renew, name="me-membership-renew"),
    path("me/membership/<uuid:submission>/pause", own_pause.pause_mine, name="me-membership-pause"),
    path("me/membership/<uuid:submission>/pause/end", own_pause.end_mine, name="me-membership-pause-end"),
    path("me/membership/<uuid:submission>/decline", own_pause.decline_mine, name="me-membership-decline"),
    path("me/membership/<uuid:submission>/invoice/<uuid:invoice>.pdf", own.invoice, name="me-membership-invoice"),
    path("me/membership/<uuid:submission>/pay/<uuid:invoice>", online.pay, name="me-membership-pay"),
    path("me/membership/<uuid:submission>/receipt/<uuid:payment>.pdf", own.receipt, name="me-membership-receipt"),
    path(
        "me/membership/<uuid:submission>/receipt/<slug:scope>/<int:year>.pdf", own.yearly, name="me-membership-yearly"
    ),
]
