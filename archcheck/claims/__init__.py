"""Claims judged: which readings of a sentence a topology supports, refutes, or leaves open, and why."""
