"""Content of final documents about their signatures, as plain JSON."""
