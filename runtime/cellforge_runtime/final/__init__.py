"""The model that is kept: what it knows of itself, its files, and which questions it answers."""
