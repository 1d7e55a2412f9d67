"""Slice of questionnaires: asked page by page, linked to a person or to nobody, and counted."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.appearance.public_page import PublicPage
from azukari.core.forms.front_cards import FrontPart
from azukari.core.forms.front_links import FrontLink
from azukari.core.vault import hooks
from azukari.features.questionnaires.figures import SOURCES
from azukari.features.questionnaires.form_kind import KIND
from azukari.features.questionnaires.front import cards
from azukari.features.questionnaires.holder import QuestionnairesHolder
from azukari.features.questionnaires.invited import ending
from azukari.features.questionnaires.invited.inviting import KIND as INVITATION
from azukari.features.questionnaires.mixing import mix_all
from azukari.features.questionnaires.open import has_open
from azukari.features.questionnaires.own import responses
from azukari.features.questionnaires.sealed_answers import renew_batch
from azukari.features.questionnaires.tallies import on_changing, on_corrected, on_ended, recount_all
from azukari.features.questionnaires.ways import WAYS
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import FormKind
from azukari.shells.staff.menu import MenuEntry
from azukari.shells.worker.dry_run import by_trying
from azukari.slice import Hook, Place, Routes, Slice

SLICE = Slice(
    name="questionnaires",
    ways=WAYS,
    form_kinds=(KIND,),
    holders=(QuestionnairesHolder(),),
    letters=(INVITATION,),
    jobs=(
        Job("mixing of unlinked answers", timedelta(minutes=5), mix_all, Lane.UPKEEP),
        Job("tallies of questionnaires", timedelta(seconds=5), recount_all, Lane.UPKEEP),
        Job("invitations of questionnaires", timedelta(hours=6), ending.forget, Lane.UPKEEP),
    ),
    sweeps=(by_trying("invitations", ending.forget, holder="questionnaires", what="invitation", clause=ending.CLAUSE),),
    tallies=SOURCES,
    menu=(
        MenuEntry(
            "console-questionnaires", _("Questionnaires"), "form", order=36, kinds=frozenset({FormKind.QUESTIONNAIRE})
        ),
    ),
    sections=(Section(Place.OWN_PAGE, "responses", "questionnaires/own/responses.html", responses),),
    front=(
        FrontLink("questionnaires", _("Questionnaires that are open"), "form", has_open),
        FrontPart("questionnaires", cards),
    ),
    routes=Routes(staff="azukari.features.questionnaires.desk.urls", public="azukari.features.questionnaires.urls"),
    pages=(PublicPage("questionnaires"), PublicPage("questionnaire", of_form=True, asks=False)),
    hooks=(
        Hook(hooks.on_changing, on_changing),
        Hook(hooks.on_corrected, on_corrected),
        Hook(hooks.on_ended, on_ended),
        Hook(hooks.on_batch_over, renew_batch),
    ),
)
