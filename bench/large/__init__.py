"""The benchmark's large stage: the example of 2021 beside the rows of a country."""
