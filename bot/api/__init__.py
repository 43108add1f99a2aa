"""The HTTP API: what the console can do, for programs."""
