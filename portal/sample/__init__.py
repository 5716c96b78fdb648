"""Loading a forum from a folder of CSV files, through the same actions that the browser calls."""
