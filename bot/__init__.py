"""What Önkapı does: everything that touches the world."""
