"""Forms of the desks of a meeting: one module a desk, named as in views."""
