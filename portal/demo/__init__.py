"""What only the demo has: signing in with one click."""
