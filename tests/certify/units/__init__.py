"""Each file of the checker by itself, on inputs of a few lines: quick enough to judge every mutant of it."""
