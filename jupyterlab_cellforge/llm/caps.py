"""The administrator's caps, and the answer that a call gets which would pass one."""

from dataclasses import dataclass

from .prices import NANO
from .problem import LlmProblem
from .settings import CellForgeLLM


@dataclass(frozen=True)
class Caps:
    """Caps per run and per user; None sets none. Money in billionths."""

    run_tokens: int | None = None
    user_tokens: int | None = None
    run_money: int | None = None
    user_money: int | None = None
    user_days: float | None = None

    @property
    def any_money(self) -> bool:
        return self.run_money is not None or self.user_money is not None


def caps_from(settings: CellForgeLLM) -> Caps:
    """The caps that an administrator configured; money in nano units of the configured currency."""

    def nano(money: float | None) -> int | None:
        return None if money is None else round(money * NANO)

    return Caps(
        run_tokens=settings.run_tokens,
        user_tokens=settings.user_tokens,
        run_money=nano(settings.run_money),
        user_money=nano(settings.user_money),
        user_days=settings.user_days,
    )


def cap_problem(cap: str, limit: int, used: int, asked: int) -> LlmProblem:
    """`cap` is `run-tokens`, `user-tokens`, `run-money` or `user-money`."""
    whose, what = cap.split("-")

    def said(amount: int) -> str:
        return f"{amount:,} tokens" if what == "tokens" else f"{amount / NANO:.4f}"

    name = f"c.CellForgeLLM.{whose}_{what}"
    return LlmProblem(
        f"llm/cap-{cap}",
        429,
        f"This call could pass the cap of {what} that the administrator sets for each {whose}; it was not made",
        expected=f"used, reserved and asked together at most {said(limit)}",
        found=f"{said(used)} used or reserved, and this call may take up to {said(asked)}",
        remedy=f"Ask for fewer tokens, go on with the built-in experts, or ask the administrator to raise {name}.",
    )


def price_problem(model: str) -> LlmProblem:
    """A cap in money holds and the model has no price: nothing was sent."""
    return LlmProblem(
        "llm/price-unknown",
        403,
        "The cost of this call is unknown, so the administrator's cap in money can't be kept; it was not made",
        expected=f"a price for the model {model!r} in c.CellForgeLLM.prices",
        found="none",
        remedy="Choose a model that has a price, or ask the administrator to add one.",
    )
