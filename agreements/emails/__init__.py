"""E-mails of the agreements, each a subject and a plain text."""
