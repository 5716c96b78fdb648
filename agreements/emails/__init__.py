"""What is written to those who review a draft; each e-mail is plain text and a subject."""
