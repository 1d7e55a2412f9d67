"""Addresses of people and submissions, below ``/console/``."""

from django.urls import path

from azukari.desk import people_saved
from azukari.desks.records import (
    correcting,
    duplicates,
    ending,
    mentions,
    parting,
    people,
    person,
    search,
    submission,
    submission_numbers,
    submission_spam,
    submissions,
    submissions_bulk,
    suppression,
)

urlpatterns = [
    path("forms/<slug:slug>/", submissions.show, name="console-submissions"),
    path("forms/<slug:slug>/several/", submissions_bulk.handle_several, name="console-submissions-several"),
    path("forms/<slug:slug>/numbers/", submission_numbers.show, name="console-submissions-numbers"),
    path("forms/<slug:slug>/apart/", submission_spam.show, name="console-submissions-apart"),
    path("forms/<slug:slug>/<uuid:id>/", submission.show, name="console-submission"),
    path("forms/<slug:slug>/<uuid:id>/open/", submission.open_for, name="console-submission-open"),
    path("forms/<slug:slug>/<uuid:id>/work/", submission.work_on, name="console-submission-work"),
    path("forms/<slug:slug>/<uuid:id>/answer/", submission.answer, name="console-submission-answer"),
    path("people/", people.show, name="console-people"),
    path("people/open/", people.open_list, name="console-people-open"),
    path("search/", search.anywhere, name="console-search"),
    path("people/find/", people.find, name="console-people-find"),
    path("people/views/", people_saved.keep, name="console-people-views"),
    path("people/<uuid:person_id>/", person.show, name="console-person"),
    path("people/<uuid:person_id>/work/", person.work_on, name="console-person-work"),
    path("people/<uuid:person_id>/open/", person.open_for, name="console-person-open"),
    path("people/<uuid:person_id>/correct/<uuid:value_id>/", correcting.correct, name="console-person-correct"),
    path("people/<uuid:person_id>/edit/<uuid:submission_id>/", person.edit, name="console-person-edit"),
    path("people/<uuid:person_id>/end/<uuid:submission_id>/", ending.end, name="console-person-end"),
    path("people/<uuid:person_id>/end/<uuid:submission_id>/back/", ending.take_back, name="console-person-end-back"),
    path("people/<uuid:person_id>/part/<uuid:merge_id>/", parting.undo, name="console-person-part"),
    path("duplicates/", duplicates.show, name="console-duplicates"),
    path("duplicates/<uuid:pair_id>/", duplicates.compare, name="console-duplicate"),
    path("duplicates/<uuid:pair_id>/open/", duplicates.open_both, name="console-duplicate-open"),
    path("duplicates/<uuid:pair_id>/decide/", duplicates.decide, name="console-duplicate-decide"),
    path("suppression/", suppression.page, name="console-suppression"),
    path("mentions/", mentions.show, name="console-mentions"),
    path("mentions/<uuid:mention_id>/", mentions.one, name="console-mention"),
    path("mentions/<uuid:mention_id>/open/", mentions.open_one, name="console-mention-open"),
    path("mentions/<uuid:mention_id>/decide/", mentions.decide, name="console-mention-decide"),
]
