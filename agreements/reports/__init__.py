"""What pages show of the agreements, read with as few queries as they need."""
