"""Archives: whole documents with their evidence, and a program that checks them without us."""
