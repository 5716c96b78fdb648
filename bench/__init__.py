"""The benchmark: `python -m bench` measures the portal against floors of the same stack."""
