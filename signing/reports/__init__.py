"""Read models of signing for pages and e-mails, with few queries."""
