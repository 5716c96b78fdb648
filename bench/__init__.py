"""The benchmark: `python -m bench` measures the portal against baselines of the same stack."""
