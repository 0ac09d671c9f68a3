"""The gateway to a language model: the key and the address stay on the server, caps hold before a call."""

from .register import add_llm
from .settings import CellForgeLLM

__all__ = ["CellForgeLLM", "add_llm"]
