"""What is written to those who review and sign; each letter is plain text and a subject."""
