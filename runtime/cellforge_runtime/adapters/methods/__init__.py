"""One published method a file: what is said of it, and the class that its environment runs."""
