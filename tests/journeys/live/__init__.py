"""The people of the live meeting: who sits before which screen, and what they do there."""
