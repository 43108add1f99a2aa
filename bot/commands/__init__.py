"""The groups of sub-commands of `onkapi`; `bot.cli` puts them together."""
