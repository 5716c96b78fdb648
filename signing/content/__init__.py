"""What a final document says of its signatures, as plain JSON."""
