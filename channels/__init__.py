"""How people reach the desk: one folder per channel, none of which knows another."""
