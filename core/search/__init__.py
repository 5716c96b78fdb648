"""Full text search: the words of a row in an index of the database, kept by triggers."""
