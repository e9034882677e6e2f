"""How fast the project is, as ratios against what else one would write: `make bench`."""
