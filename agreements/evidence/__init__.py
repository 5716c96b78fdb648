"""The evidence read again: held against its hashes, and told in sentences."""
