"""Views of the registers: organisations, their names, their people and accounts."""
