"""Prior knowledge as a recorded input: reading it, what a model makes of it, and what it was worth beside shuffled tables.

It may know the answer: whoever wrote a table may have read the paper that the data is from.
"""

from cellforge_runtime.knowledge.read import Knowledge, read_knowledge
from cellforge_runtime.knowledge.rule import KnowledgeRule

__all__ = ["Knowledge", "KnowledgeRule", "read_knowledge"]
