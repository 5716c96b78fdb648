"""Actions on organisations, people, mandates, accounts and personal links."""
