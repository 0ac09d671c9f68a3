"""What an administrator allows. A user's settings can ask for less than this, never for more."""

from traitlets import Bool, Enum, Float, List, TraitError, validate
from traitlets.config import Configurable


class CellForge(Configurable):
    """Limits of CellForge, set in any Jupyter server configuration file: ``c.CellForge.greatest_minutes = 60``."""

    allowed_experts = List(
        Enum(["built-in", "llm", "replay"]),
        default_value=["built-in", "llm", "replay"],
        help="Which experts may design a model: built-in rules, a language model, the replay of a recorded run.",
    ).tag(config=True, stricter=["built-in"])

    allow_always = Bool(
        default_value=True,
        help="Whether a user may let cells run again and again in a notebook without being asked each time.",
    ).tag(config=True, stricter=False)

    greatest_minutes = Float(
        default_value=None,
        allow_none=True,
        help="The greatest number of minutes that a run may be given for training; None sets no limit.",
    ).tag(config=True, stricter=1.0)

    @validate("greatest_minutes")
    def _positive(self, proposal):
        if proposal.value is not None and not 0 < proposal.value < float("inf"):
            raise TraitError(
                f"CellForge.greatest_minutes must be a number of minutes above 0, or None for no limit; "
                f"found {proposal.value!r}. Correct it in the Jupyter server's configuration."
            )
        return proposal.value

    def as_json(self) -> dict:
        """The limits as the front end reads them."""
        return {
            "allowed_experts": list(self.allowed_experts),
            "limits": {"greatest_minutes": self.greatest_minutes, "allow_always": self.allow_always},
        }
