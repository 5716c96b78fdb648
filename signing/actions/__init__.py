"""Actions on the signatures of a frozen document."""
