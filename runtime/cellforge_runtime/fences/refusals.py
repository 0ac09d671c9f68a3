"""What the fences refuse, in words for who writes a model cell: told from the policy's own tables, so that none is left out."""

from __future__ import annotations

from collections.abc import Iterable

from cellforge_runtime.fences import policy

# rules that are no table: what the fences look for in the shape of the source
_OF_SHAPE = {
    "policy-import": "`import *` and relative imports; one name for two imports; any module but those above",
    "policy-call": "`getattr` and its kin with a name made at run time; `global`; `async`; work at the top of the cell or"
    " of a class: in decorators, defaults, annotations, metaclasses, `__init__` of an enum",
    "policy-environment": "private names of packages; refused names in strings and in `case` patterns; a package as a value",
    "policy-evaluator": "replacing a function of a package; names of `cellforge_runtime` that are not listed above",
    "policy-notebook": "a name of Python's own, or one of these, defined at the top of the cell: "
    + ", ".join(policy.KEPT_NAMES)
    + "; `%magic` and `!command` lines",
}


def refusals() -> str:
    """The page `docs/refusals.md`, which a coder is given behind the page "Writing a model cell"."""
    return "\n".join([*_may(), "", *_may_not(), ""])


def _may() -> list[str]:
    runtime = [f"{module}: {', '.join(names)}" for module, names in policy.ALLOWED_OF_RUNTIME.items()]
    return [
        "## What a cell is refused for",
        "",
        "The whole list: the source is held to it before any of it runs, and nobody can let through what it refuses.",
        "",
        f"May be imported: {', '.join(policy.ALLOWED_IMPORTS)}. Of our own package: {'; '.join(runtime)}.",
        f"In methods named save and load also {_list(policy.ALLOWED_IN_SAVE_AND_LOAD)} and"
        f" {_list(f'.{name}' for name in policy.SAVE_AND_LOAD_METHODS)}.",
        f"At the top, constants may be made with {_list(policy.CONSTANT_CALLS)}"
        f" and what is in {_list(policy.CONSTANT_CALL_PACKAGES)}; decorators there: {_list(policy.DECORATORS)}.",
        f"Methods with double underscores that a class may define: {_list(policy.ALLOWED_DUNDER_METHODS)};"
        f" that may be read: {_list(policy.ALLOWED_DUNDER_READS)}.",
    ]


def _may_not() -> list[str]:
    """A line for each rule, with every name that its tables hold."""
    rules = dict.fromkeys([*policy.REMEDIES, *policy.FORBIDDEN, *policy.REFUSED_BUILTINS, *policy.REFUSED_METHODS])
    return [f"- `{rule}`: {'; '.join(_of_rule(rule))}. {policy.REMEDIES[rule]}" for rule in rules]


def _of_rule(rule: str) -> list[str]:
    methods = [f".{name}()" for name in policy.REFUSED_METHODS.get(rule, ())]
    tables = [
        ("", policy.REFUSED_BUILTINS.get(rule, ())),
        ("", policy.FORBIDDEN.get(rule, ())),
        ("", methods),
        ("attributes ", policy.REFUSED_ATTRIBUTES if rule == "policy-environment" else ()),
        ("names of the notebook ", policy.NOTEBOOK_NAMES if rule == "policy-notebook" else ()),
        ("", _processes() if rule == "policy-process" else ()),
        ("device names ", policy.DEVICE_WORDS if rule == "device" else ()),
    ]
    told = [f"{what}{_list(names)}" for what, names in tables if names]
    return [*told, *_sizes(rule), *([_OF_SHAPE[rule]] if rule in _OF_SHAPE else [])]


def _processes() -> list[str]:
    return [f"{keyword} other than {' or '.join(map(repr, values))}" for keyword, values in policy.ONE_PROCESS.items()]


def _sizes(rule: str) -> list[str]:
    return (
        [
            f"more than {policy.MOST_LINES} lines, {policy.MOST_BYTES} bytes, {policy.MOST_LINE_CHARACTERS} characters in a line,"
            f" {policy.MOST_LITERAL_VALUES} values in one literal or {policy.MOST_TEXT_CHARACTERS} characters in one string"
        ]
        if rule == "policy-size"
        else []
    )


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


if __name__ == "__main__":
    print(refusals(), end="")
