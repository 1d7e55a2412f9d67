"""Addresses of agents at the desk, below ``/console/rights/``."""

from django.urls import path

from azukari.features.agents.desk import agent_steps, agents

urlpatterns = [
    path("rights/agents/", agents.show_all, name="console-agents"),
    path("rights/agents/new/", agent_steps.enter, name="console-agent-new"),
    path("rights/agents/<uuid:agent_id>/", agents.show, name="console-agent"),
    path("rights/agents/<uuid:agent_id>/<slug:move>/", agent_steps.move, name="console-agent-move"),
]
