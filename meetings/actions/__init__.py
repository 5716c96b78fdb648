"""What can be done with a meeting, before, while and after it takes place."""
