"""What Önkapı decides: pure values and functions, without I/O, clock, randomness or await."""
