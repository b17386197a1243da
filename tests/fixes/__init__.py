"""What would mend a failure."""
