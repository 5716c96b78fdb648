"""What can be done with organisations, people, mandates, accounts and personal links."""
