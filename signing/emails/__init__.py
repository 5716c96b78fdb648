"""What is written to those who sign; each e-mail is plain text and a subject."""
