"""Requests by agents, over the Data Rights Protocol 1.0 (Consumer Reports): signed, expiring, and told how they stand.

An agent's signature proves who the agent is and nothing about the person. What it asks becomes a case that waits until
the person has pressed the button behind a mailed link, and what is found is handed to the person, never to the agent.
"""
