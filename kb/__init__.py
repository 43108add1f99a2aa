"""What the desk knows: articles, question banks, and the search over them. Imports `core` only."""
