"""Documents: located values to topologies and constraints, includes and packs resolved."""
