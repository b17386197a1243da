"""The independent checker: what it accepts, and what it does not."""
