"""What can be done with letterheads and documents until they are frozen, and with prints."""
