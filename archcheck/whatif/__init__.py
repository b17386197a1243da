"""What if nodes are compromised or gone, or an edge more is there; and how much it takes until a constraint fails."""
