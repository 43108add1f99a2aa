"""The agents' web console: pages rendered on the server, kept alive by server-sent events."""
