"""What a change touches, so that it is judged first: its files, and the pages that they make."""
