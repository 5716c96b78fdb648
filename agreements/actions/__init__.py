"""What can be done with letter templates and documents until they are frozen, and with prints."""
