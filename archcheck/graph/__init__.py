"""The compiled topology and what is computed on it: relations, searches, cycles."""
