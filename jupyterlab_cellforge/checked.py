"""Settings read from the server's configuration, of which a wrong value is told and replaced, never a reason not to load."""

from dataclasses import dataclass
from typing import Any, TypeVar

from traitlets import Container, Dict, TraitError, TraitType, Undefined
from traitlets.config import Config, Configurable

Settings = TypeVar("Settings", bound=Configurable)

SEE = "Correct it in the Jupyter server's configuration and start the server again (docs/administrators.md, Wrong values)."


@dataclass(frozen=True)
class WrongSetting:
    """A setting whose value means nothing, and what takes its place."""

    setting: str
    """As it is written after `c.`, such as `CellForge.greatest_minutes`."""

    message: str
    """What was expected, what was found; the values of settings that may hold a secret are not repeated."""

    used: str
    """What takes the place of the value."""

    turns_off: bool
    """Whether the setting's part is off until it is corrected: anything else would allow more than was meant."""

    def as_json(self) -> dict[str, str]:
        return {"setting": self.setting, "message": self.message, "used": self.used}


def checked_settings(kind: type[Settings], parent: Configurable) -> tuple[Settings, list[WrongSetting]]:
    """The settings of `kind` in the configuration of `parent`, and what of it is wrong.

    In the place of a wrong value stands what is right of it (the known entries of a list or dictionary); else what the
    setting's tag `stricter` names; else its default. The tag `turns_off` says that the setting's part must be off.
    """
    given = kind(parent=parent, config=Config())._find_my_config(parent.config)
    right, wrong = Config(), []
    for name, value in given.items():
        trait = kind.class_traits(config=True).get(name)
        problem = None if trait is None else _problem(kind, name, value)
        if problem is None:
            right[kind.__name__][name] = value
            continue
        used = _instead(kind, name, value)
        if used is not Undefined:
            right[kind.__name__][name] = used
        wrong.append(_told(kind, trait, (value, used), problem))
    return kind(parent=parent, config=right), wrong


def log_wrong(log, wrong: list[WrongSetting]) -> None:
    """Tells an administrator of each, where they look first."""
    for each in wrong:
        log.error("CellForge: %s Used instead: %s. %s", each.message, each.used, SEE)


def _problem(kind: type[Configurable], name: str, value: Any) -> Exception | None:
    try:
        kind(config=Config({kind.__name__: {name: value}}))
    except (TraitError, TypeError, ValueError) as error:
        return error
    return None


def _instead(kind: type[Configurable], name: str, value: Any) -> Any:
    """What takes the place of a wrong value; `Undefined` is the default."""
    trait = kind.class_traits()[name]
    kept: Any = None
    if isinstance(trait, Container) and isinstance(value, list | tuple | set):
        kept = [each for each in value if _problem(kind, name, [each]) is None]
    elif isinstance(trait, Dict) and isinstance(value, dict):
        kept = {key: each for key, each in value.items() if _problem(kind, name, {key: each}) is None}
    return kept or trait.metadata.get("stricter", Undefined)


def _told(kind: type[Configurable], trait: TraitType, values: tuple[Any, Any], problem: Exception) -> WrongSetting:
    value, used = values
    setting = f"{kind.__name__}.{trait.name}"
    is_secret = trait.metadata.get("secret", False)
    # a shorter list allows less; an address that is left out would be another one
    turns_off = trait.metadata.get("turns_off", False) and (used is Undefined or isinstance(used, dict))
    # our own validators begin with the setting, and repeat no secret; traitlets' own words repeat whatever they find
    if str(problem).startswith(setting):
        message = str(problem).removesuffix(" Correct it in the Jupyter server's configuration.")
    else:
        found = f"a value of type {type(value).__name__}" if is_secret else repr(value)
        message = f"{setting} must be {trait.info()}; found {found}."
    if turns_off:
        told = "none; this part is off until it is corrected"
    elif is_secret:
        told = "none of it" if used is Undefined else "what is right of it"
    else:
        told = repr(trait.default() if used is Undefined else used)
    return WrongSetting(setting, message, told, turns_off)
