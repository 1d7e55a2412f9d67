"""Addresses of the desk, under /console/rights/."""

from django.urls import path

from azukari.console.requests import agent_steps, agents, case, desk, intake, letter

urlpatterns = [
    path("", desk.show, name="console-rights"),
    path("new/", intake.take_in, name="console-rights-new"),
    path("agents/", agents.show_all, name="console-agents"),
    path("agents/new/", agent_steps.enter, name="console-agent-new"),
    path("agents/<uuid:agent_id>/", agents.show, name="console-agent"),
    path("agents/<uuid:agent_id>/<slug:move>/", agent_steps.move, name="console-agent-move"),
    path("<uuid:case_id>/", case.show, name="console-rights-case"),
    path("<uuid:case_id>/letter/", letter.show, name="console-rights-letter"),
    path("<uuid:case_id>/file/", letter.hand_over, name="console-rights-file"),
    path("<uuid:case_id>/<slug:act>/", case.act, name="console-rights-act"),
]
