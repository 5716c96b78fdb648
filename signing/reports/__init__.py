"""What pages show of signing, read with as few queries as they need."""
