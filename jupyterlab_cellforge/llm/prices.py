"""What tokens cost, by the administrator's price table; without an entry the price is unknown, never 0."""

import math
from collections.abc import Mapping

# money is kept in whole billionths, so that sums of many calls are exact and caps compare exactly
NANO = 1_000_000_000


class Prices:
    """The price table, asked in billionths of its currency."""

    def __init__(self, table: Mapping[str, Mapping[str, float]]) -> None:
        self.table = table

    def knows(self, model: str) -> bool:
        return model in self.table

    def at_most(self, model: str, prompt: int, completion: int) -> int | None:
        """The greatest cost of so many tokens: nothing comes from the endpoint's cache."""
        if not self.knows(model):
            return None
        price = self.table[model]
        dearest = max(price["prompt"], price.get("cached", 0.0))
        return nano(prompt * dearest + completion * price["completion"])

    def cost(self, model: str, prompt: int, cached: int, completion: int) -> int | None:
        """The cost of a call that was answered."""
        if not self.knows(model):
            return None
        price = self.table[model]
        fresh = (prompt - cached) * price["prompt"]
        return nano(fresh + cached * price.get("cached", price["prompt"]) + completion * price["completion"])


def nano(millionths: float) -> int:
    """Tokens times price per million tokens, as billionths; rounded up, so that a reserve stays an upper bound."""
    return math.ceil(round(millionths * NANO / 1_000_000, 6))
