"""The customer's machine: the only code that speaks to a customer."""
