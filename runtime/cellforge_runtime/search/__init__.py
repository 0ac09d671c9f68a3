"""Candidates chosen afresh inside each training set: who may take part, the rule, and what it came to."""

from cellforge_runtime.search.candidates import Candidate, Search
from cellforge_runtime.search.choice import Choice, Tried

__all__ = ["Candidate", "Choice", "Search", "Tried"]
