"""The parts that only the demo has: one-click sign-in, example documents, the component page."""
