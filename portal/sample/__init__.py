"""The loader of sample data: reads a folder of CSV files and calls the actions that pages call."""
