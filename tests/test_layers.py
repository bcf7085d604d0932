"""The floors of the house: what may import what, how long things may be, and what no name may be."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BELOW = {
    "schemas": set(),
    "pipelines": {"schemas"},
    "warehouse": {"schemas"},
    "assets": {"schemas", "pipelines", "warehouse"},
}
ONLY = {"dagster": "assets", "duckdb": "warehouse", "pandera": "schemas"}
MODULES = sorted(path for floor in BELOW for path in (ROOT / floor).rglob("*.py"))
FORBIDDEN = {"utils", "helpers", "common", "misc"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def floor_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    floor = floor_of(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name in imported(node):
            root = name.split(".")[0]
            assert root not in BELOW or root == floor or root in BELOW[floor], f"{name} is no floor below {floor}"
            assert ONLY.get(root, floor) == floor, f"{root} lives in {ONLY.get(root)}/ only"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_first_party_import_hides_in_a_function(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [name for node in ast.walk(function) for name in imported(node)]
            assert not [name for name in names if name.split(".")[0] in BELOW], function.name


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 500
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name
    assert not FORBIDDEN & set(path.relative_to(ROOT).with_suffix("").parts)


def test_modules_import_each_other_without_cycles() -> None:
    edges = {module_of(path): targets_of(path) for path in MODULES}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        if name not in done:
            for target in edges.get(name, set()) - {name}:
                visit(target, (*above, name))
            done.add(name)

    for name in edges:
        visit(name, ())
    assert len(edges) == len(MODULES)


def module_of(path: Path) -> str:
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def targets_of(path: Path) -> set[str]:
    """The modules that a module imports when it is imported; `from a import b` is `a.b` where that is a module."""
    modules = {module_of(each) for each in MODULES}
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        for name in imported(node):
            inner = {f"{name}.{alias.name}" for alias in getattr(node, "names", ())} & modules
            found |= inner or ({name} & modules)
    return found


def test_the_engine_starts_without_the_heavy_libraries() -> None:
    heavy = "{'dagster', 'duckdb', 'pandas', 'pandera', 'simplemma'}"
    code = f"import sys, pipelines.extract; sys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("path", sorted((ROOT / "assets").glob("*.py")), ids=name_of)
def test_asset_bodies_are_thin(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            marks = {ast.unparse(mark).split("(")[0] for mark in node.decorator_list}
            if marks & {"dg.asset", "dg.multi_asset"}:
                body = node.body[1:] if ast.get_docstring(node) else node.body
                assert (body[-1].end_lineno or 0) - body[0].lineno < 15, node.name
