"""What the desks of a meeting ask: one module a desk, named as in views."""
