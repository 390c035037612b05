"""``hub.py bench``: each hot path measured beside a floor of bare statements, as ratios of one run. No product code."""
