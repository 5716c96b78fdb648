"""Archives: documents with their audit trail, and a program that checks them without the portal."""
