"""Slice of questionnaires: asked page by page, linked to a person or to nobody, and counted."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.appearance.public_page import PublicPage
from azukari.desk.menu import MenuEntry
from azukari.forms.front_links import FrontLink
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import FormKind
from azukari.questionnaires.form_kind import KIND
from azukari.questionnaires.holder import QuestionnairesHolder
from azukari.questionnaires.invited import ending
from azukari.questionnaires.invited.inviting import KIND as INVITATION
from azukari.questionnaires.mixing import mix_all
from azukari.questionnaires.open import has_open
from azukari.questionnaires.own import responses
from azukari.questionnaires.sealed_answers import renew_batch
from azukari.questionnaires.tallies import on_changing, on_corrected, on_ended, recount_all
from azukari.questionnaires.ways import WAYS
from azukari.slice import Hook, Slice
from azukari.upkeep.dry_run import by_trying
from azukari.vault import sockets

SLICE = Slice(
    name="questionnaires",
    ways=WAYS,
    form_kinds=(KIND,),
    holders=(QuestionnairesHolder(),),
    mailings=(INVITATION,),
    jobs=(
        Job("mixing of unlinked answers", timedelta(minutes=5), mix_all, Lane.UPKEEP),
        Job("tallies of questionnaires", timedelta(seconds=5), recount_all, Lane.UPKEEP),
        Job("invitations of questionnaires", timedelta(hours=6), ending.forget, Lane.UPKEEP),
    ),
    sweeps=(by_trying("invitations", ending.forget, holder="questionnaires", what="invitation", clause=ending.CLAUSE),),
    menu=(
        MenuEntry(
            "console-questionnaires", _("Questionnaires"), "form", order=36, kinds=frozenset({FormKind.QUESTIONNAIRE})
        ),
    ),
    own_sections=(Section("responses", "questionnaires/own/responses.html", responses),),
    front_links=(FrontLink("questionnaires", _("Questionnaires that are open"), "form", has_open),),
    desk_urls="azukari.questionnaires.desk.urls",
    public_urls="azukari.questionnaires.urls",
    public_pages=(PublicPage("questionnaires"), PublicPage("questionnaire", of_form=True, asks=False)),
    hooks=(
        Hook(sockets.on_changing, on_changing),
        Hook(sockets.on_corrected, on_corrected),
        Hook(sockets.on_ended, on_ended),
        Hook(sockets.on_batch_over, renew_batch),
    ),
)
