"""The rules of the house that a machine can check: who opens what, who imports whom, how long."""

import ast
import re
import subprocess
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
ROOMS = ("include", "ml", "dags", "sandbox", "bench")
FILES = [file for room in ROOMS for file in (REPOSITORY / room).rglob("*.py")]
MODULES = [Path("clientele.py"), *sorted(file.relative_to(REPOSITORY) for file in FILES)]
LONGEST_MODULE, LONGEST_FUNCTION = 200, 30

# who may import whom; the nightly steps lead, so they alone look from include into ml
ALLOWED = {
    "include": {"include"},
    "ml": {"ml", "include"},
    "dags": {"include", "ml"},
    "sandbox": {"sandbox", "include"},
    "bench": {"bench", "sandbox", "include", "ml"},
    "clientele": {"include", "ml"},
}
EXCEPTIONS = {("include/refresh.py", "ml")}


def source(module: Path) -> str:
    return (REPOSITORY / module).read_text(encoding="utf-8")


def imported_rooms(module: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source(module))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.split(".")[0] for name in names} & set(ALLOWED)


def test_there_are_modules_to_check():
    assert len(MODULES) > 40
    assert {module.parts[0] for module in MODULES} >= {"include", "ml", "dags", "sandbox"}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_imports_only_the_rooms_it_may(module):
    room = module.parts[0].removesuffix(".py")
    outside = imported_rooms(module) - ALLOWED[room]

    assert {(str(module), name) for name in outside} <= EXCEPTIONS


def imported_modules(module: Path) -> set[str]:
    """Return the modules that must be there before this one, under their dotted names."""
    nodes = ast.parse(source(module)).body
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    names = {f"{node.module}.{alias.name}" for node in froms for alias in node.names}
    return names | {node.module for node in froms}


def test_no_two_modules_need_each_other():
    dotted = {
        module: ".".join(module.with_suffix("").parts).removesuffix(".__init__")
        for module in MODULES
    }
    needs = {
        name: imported_modules(module) & set(dotted.values()) for module, name in dotted.items()
    }

    assert len(list(TopologicalSorter(needs).static_order())) == len(MODULES)


@pytest.mark.parametrize(
    ("word", "home"),
    [
        (r"os\.environ|os\.getenv", {"include/settings.py"}),
        (r"duckdb\.connect\(", {"include/warehouse.py"}),
        (r"(?<![\w.])print\(", set()),
    ],
)
def test_each_kind_of_door_has_one_keeper(word, home):
    rooms = [module for module in MODULES if module.parts[0] in ("include", "ml", "dags")]

    users = {str(module) for module in rooms if re.search(word, source(module))}

    assert users <= home


def test_every_error_of_a_source_says_what_to_do():
    silent = [
        f"{module}:{node.lineno}"
        for module in MODULES
        if module.is_relative_to("include/sources")
        for node in ast.walk(ast.parse(source(module)))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("ClienteleError", "UnreachableError", "Note")
        and not any(keyword.arg == "remedy" for keyword in node.keywords)
    ]

    assert silent == []


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_can_be_read_in_a_minute(module):
    lines = source(module).splitlines()
    functions = [
        node
        for node in ast.walk(ast.parse(source(module)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = {
        f"{node.name}: {length} lines"
        for node in functions
        for length in [node.end_lineno - node.lineno + 1]
        if length > LONGEST_FUNCTION and not _is_dag(node)
    }

    assert len(lines) <= LONGEST_MODULE
    assert not long


def _is_dag(node: ast.FunctionDef) -> bool:
    """Say whether a function holds a DAG's tasks: the DAG file's own length limit binds it."""
    return any("dag" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_text_files_end_in_a_newline_and_name_no_machine():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.split()
    files = [REPOSITORY / name for name in listed if (REPOSITORY / name).is_file()]
    texts = {file: file.read_bytes() for file in files if file.suffix not in (".png", ".xlsx")}

    assert len(texts) > 100
    assert [file for file, content in texts.items() if content and content[-1:] != b"\n"] == []
    assert [file for file, content in texts.items() if b"/work" + b"/" in content] == []
