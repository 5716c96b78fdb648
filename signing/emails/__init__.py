"""E-mails to signatories; each has a subject and plain text."""
