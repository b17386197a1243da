"""What changed between two topologies, and what that does to the findings of constraints."""
