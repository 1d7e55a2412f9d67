"""Addresses of the membership desk, below ``/console/``."""

from django.urls import path

from azukari.features.members.books import page as books
from azukari.features.members.desk import applying, bank, classes, dues_list, listing, money, numbers, paying, steps
from azukari.features.members.donors import page as donors
from azukari.features.members.history import page as history
from azukari.features.members.meetings import page as meetings
from azukari.features.members.post import page as post

urlpatterns = [
    path("members/", listing.first, name="console-members"),
    path("members/<slug:slug>/", listing.show, name="console-members-list"),
    path("members/<slug:slug>/open/", listing.open_list, name="console-members-open"),
    path("members/<slug:slug>/applications/", applying.show, name="console-members-applications"),
    path("members/<slug:slug>/applications/admit/", applying.admit_several, name="console-members-admit"),
    path("members/<slug:slug>/dues/", dues_list.show, name="console-members-dues"),
    path("members/<slug:slug>/dues/renew/", dues_list.renew_due, name="console-members-renew"),
    path("members/<slug:slug>/donors/", donors.show, name="console-members-donors"),
    path("members/<slug:slug>/donors/<int:year>/", donors.show, name="console-members-donors-year"),
    path("members/<slug:slug>/donors/<int:year>/table/", donors.table, name="console-members-donors-table"),
    path("members/<slug:slug>/payments/", books.show, name="console-members-payments"),
    path("members/<slug:slug>/payments/find/", books.find, name="console-members-payments-find"),
    path("members/<slug:slug>/payments/file/", books.table, name="console-members-payments-file"),
    path("members/<slug:slug>/bank/", bank.read, name="console-members-bank"),
    path("members/<slug:slug>/bank/confirm/", bank.confirm, name="console-members-bank-confirm"),
    path("members/<slug:slug>/money/", money.show, name="console-members-money"),
    path("members/<slug:slug>/money/<uuid:money>/give/", money.give, name="console-members-money-give"),
    path("members/<slug:slug>/money/<uuid:money>/settle/", money.settle, name="console-members-money-settle"),
    path("members/<slug:slug>/money/<uuid:money>/again/", money.again, name="console-members-money-again"),
    path("members/<slug:slug>/meetings/", meetings.show_all, name="console-members-meetings"),
    path("members/<slug:slug>/meetings/new/", meetings.edit, name="console-members-meeting-new"),
    path("members/<slug:slug>/meetings/<uuid:meeting>/", meetings.show, name="console-members-meeting"),
    path("members/<slug:slug>/meetings/<uuid:meeting>/edit/", meetings.edit, name="console-members-meeting-edit"),
    path("members/<slug:slug>/meetings/<uuid:meeting>/minutes/", meetings.minutes, name="console-members-minutes"),
    path(
        "members/<slug:slug>/meetings/<uuid:meeting>/<slug:step>/", meetings.take, name="console-members-meeting-step"
    ),
    path("members/<slug:slug>/history/", history.show, name="console-members-history"),
    path("members/<slug:slug>/history/<uuid:id>/", history.show_one, name="console-members-history-one"),
    path("members/<slug:slug>/history/<uuid:id>/<slug:step>/", history.take, name="console-members-history-step"),
    path("members/<slug:slug>/post/", post.show, name="console-members-post"),
    path("members/<slug:slug>/numbers/", numbers.show, name="console-members-numbers"),
    path("members/<slug:slug>/numbers/table/", numbers.table, name="console-members-table"),
    path("members/<slug:slug>/classes/", classes.show, name="console-member-classes"),
    path("members/<slug:slug>/classes/begin/", classes.begin, name="console-member-classes-begin"),
    path("members/<slug:slug>/classes/new/", classes.edit, name="console-member-class-new"),
    path("members/<slug:slug>/classes/<uuid:class_id>/", classes.edit, name="console-member-class"),
    path("people/<uuid:person_id>/payment/", paying.record, name="console-person-payment"),
    path("people/<uuid:person_id>/payment/<uuid:payment_id>/", paying.remove, name="console-person-payment-remove"),
    path("people/<uuid:person_id>/payment/<uuid:payment_id>/receipt/", steps.receipt, name="console-member-receipt"),
    path(
        "people/<uuid:person_id>/membership/<uuid:submission_id>/receipt/<slug:scope>/<int:year>/",
        steps.yearly,
        name="console-member-yearly",
    ),
    path(
        "people/<uuid:person_id>/membership/<uuid:submission_id>/<slug:step>/", steps.take, name="console-member-step"
    ),
]
