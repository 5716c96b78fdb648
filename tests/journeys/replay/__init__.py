"""The meeting of 8 November 2021, from empty to printed, each role in its own browser."""
