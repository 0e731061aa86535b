"""The house's own rules, those that neither the linter nor the import contracts can see."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCHEMAS = ("dial2", "intake_email", "intake_phone", "triage", "sla_timer", "notifier")  # package and schema alike
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|GRANT)\b")

STRAY = {
    "an address of a package index": r"pypi\.|pythonhosted|--(extra-)?index-url|--find-links|://\S*/simple\b",
    "a path of one machine": r"(?<![\w.])/(work|root|home|Users|opt/wheels)/",
    "a folder outside the project": r"\.\./shared/",
    "a private key": r"BEGIN [A-Z ]*PRIVATE KEY",
    "a token of a provider": r"\b(AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|xox[abp]-\w{10}|SK[0-9a-f]{32})\b",
}


def files(*patterns: str) -> list[Path]:
    """What git tracks, or would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def strings(module: Path) -> Iterator[str]:
    """The literal text of every string; of one with values in it, the text around them."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def statements(package: str) -> Iterator[tuple[str, str]]:
    """Where SQL stands in a package, and its text: whole files, and strings in Python."""
    for path in files(f"shared/{package}/*", f"services/*/{package}/*"):
        if path.suffix == ".sql":
            yield named(path), path.read_text("utf-8")
        elif path.suffix == ".py":
            yield from ((named(path), text) for text in strings(path) if SQL.search(text))


@pytest.mark.parametrize(
    ("patterns", "limit"),
    [(("shared/*.py", "services/*.py", "deploy/*.py", "bench/*.py"), 250), (("tests/*.py",), 400)],
)
def test_a_module_is_read_in_one_sitting(patterns: tuple[str, ...], limit: int) -> None:
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in files(*patterns)}
    assert {name: lines for name, lines in lengths.items() if lines > limit} == {}


def test_a_module_is_named_for_what_it_holds() -> None:
    vague = {"util", "utils", "helper", "helpers", "common", "misc", "base", "core", "tools", "stuff"}
    assert [named(path) for path in files("*.py") if {path.stem, *path.relative_to(ROOT).parts[:-1]} & vague] == []


def test_every_folder_of_modules_is_a_package_that_the_import_contracts_see() -> None:
    folders = {path.parent for path in files("shared/dial2/*.py", "services/*.py", "deploy/sandbox/*.py")}
    bare = {folder for folder in folders if not (folder / "__init__.py").exists()}
    assert sorted(named(folder) for folder in bare if folder.name != "versions") == []  # alembic loads by path


@pytest.mark.parametrize("package", SCHEMAS)
def test_sql_names_no_other_services_schema(package: str) -> None:
    others = [schema for schema in SCHEMAS if schema not in {package, "dial2"}]
    foreign = re.compile(rf"\b({'|'.join(others)})\.\w")
    assert {(name, found[0]) for name, text in statements(package) if (found := foreign.search(text))} == set()


def test_services_append_to_the_log_and_never_write_into_it() -> None:
    writes = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+dial2\.(events|streams)\b")
    for package in SCHEMAS[1:]:
        assert [name for name, text in statements(package) if writes.search(text)] == []


@pytest.mark.parametrize("what", STRAY)
def test_no_file_holds(what: str) -> None:
    found = []
    for path in files():
        if path != Path(__file__):
            lines = path.read_text("utf-8", errors="replace").splitlines()
            found += [f"{named(path)}:{n}" for n, line in enumerate(lines, 1) if re.search(STRAY[what], line)]
    assert found == []


def test_the_lock_pins_every_dependency_by_its_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pinned = re.findall(r"^(\S+?)==\S+.*?\\\n    --hash=sha256:", lock, re.MULTILINE)
    named_at_all = re.findall(r"^[\w.-]+", lock, re.MULTILINE)
    assert pinned
    assert [name.split("[")[0] for name in pinned] == named_at_all
