"""Holds Python files to the sizes of the house style; comments and docstrings are not counted.

Source files 400 lines, test files 500, functions 80, five positional parameters.
"""

import ast
import io
import subprocess
import sys
import tokenize
from pathlib import Path

GREATEST_SOURCE, GREATEST_TEST, GREATEST_FUNCTION, GREATEST_PARAMETERS = 400, 500, 80, 5


def main() -> int:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()
    paths = [Path(name) for name in sys.argv[1:] or listed]
    problems = [problem for path in paths if path.exists() for problem in problems_of(path)]
    print("\n".join(problems))
    return 1 if problems else 0


def problems_of(path: Path) -> list[str]:
    """What in the file is too large, one line each."""
    source = path.read_text(encoding="utf-8")
    counted = lines_of_code(source)
    is_test = "tests" in path.parts or path.name.startswith("test_")
    greatest = GREATEST_TEST if is_test else GREATEST_SOURCE
    found = []
    if len(counted) > greatest:
        found.append(f"{path}: {len(counted)} lines, at most {greatest}")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = sum(node.lineno <= line <= (node.end_lineno or node.lineno) for line in counted)
            parameters = len(positional(node))
            if length > GREATEST_FUNCTION:
                found.append(f"{path}:{node.lineno}: {node.name} has {length} lines, at most {GREATEST_FUNCTION}")
            if parameters > GREATEST_PARAMETERS and not is_test:
                found.append(
                    f"{path}:{node.lineno}: {node.name} has {parameters} positional parameters, "
                    f"at most {GREATEST_PARAMETERS}; make the rest keyword-only"
                )
    return found


def positional(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    names = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args]]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def lines_of_code(source: str) -> set[int]:
    """The lines that hold something besides comments and docstrings."""
    nothing = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in nothing:
            lines.update(range(token.start[0], token.end[0] + 1))
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented) and ast.get_docstring(node):
            docstring = node.body[0]
            lines.difference_update(range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1))
    return lines


if __name__ == "__main__":
    sys.exit(main())
