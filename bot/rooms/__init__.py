"""Rooms of agents: what they are shown of a case where they work, and what becomes of what they do there."""
