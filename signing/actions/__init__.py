"""What can be done with the signatures of a frozen document."""
