"""What only the demo has: signing in with one click, and a page of all components."""
