"""The engine held against a second, naive reading of the language, on random and on exhaustive input."""
