"""Fixes: the smallest changes that mend a failure, each applied and checked again before it is told."""
