"""What the documents say can be done can be done: commands, settings, files and keys exist."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import typer.main
from msgspec import inspect

from dial2 import profile, roster
from dial2.cli import main, processes
from dial2.profile.model import Profile
from dial2.roster import Roster
from dial2.settings import FromEnvironment
from intake_email import mailboxes

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CODE = re.compile(r"```\w*\n(.*?)```", re.DOTALL)


def commands() -> list[tuple[str, list[str]]]:
    """Each `dial2 …` in the documents' code blocks, without its pipes and comments."""
    return [
        (document.name, match[1].split())
        for document in DOCUMENTS
        for block in CODE.findall(document.read_text("utf-8"))
        for line in block.splitlines()
        if (match := re.search(r"(?:^|\| )dial2 ((?:[a-z]+ ?)+)", line))
    ]


@pytest.mark.parametrize(("document", "words"), commands(), ids=lambda value: " ".join(value) if value else "")
def test_every_command_in_the_documents_exists(document: str, words: list[str]) -> None:
    command = typer.main.get_command(main.build(words[0]))
    for word in words:
        group = getattr(command, "commands", None)
        if group is None:
            return  # the rest are arguments
        assert word in group, f"{document}: dial2 has no {' '.join(words)!r}; there are {', '.join(group)}"
        command = group[word]


@pytest.fixture(autouse=True, scope="module")
def every_module_with_settings() -> None:
    for name in processes.service_names():
        processes.find_service(name)
    main.build(None)


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        named = re.findall(r"(?:^|`)make ([a-z]+)", document.read_text("utf-8"), re.MULTILINE)
        assert set(named) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_path_in_the_documents_leads_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"
    for path in re.findall(r"`((?:shared|services|deploy|tests|docs)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), f"{document.name} names {path}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_in_the_documents_is_one(document: Path) -> None:
    named = set(re.findall(r"\b(DIAL2_[A-Z_]+[A-Z])\b", document.read_text("utf-8")))
    known = {f"DIAL2_{name}".upper() for of in settings(FromEnvironment) for name in of.model_fields}
    assert named <= known


def settings(of: type[FromEnvironment]) -> Iterator[type[FromEnvironment]]:
    for one in of.__subclasses__():
        yield one
        yield from settings(one)


def test_every_key_of_a_profile_is_in_its_reference() -> None:
    reference = (ROOT / "docs" / "profile.md").read_text("utf-8")
    missing = [key for key in keys(inspect.type_info(Profile)) if f"`{key}`" not in reference]
    assert missing == []


def test_every_key_of_a_roster_is_in_its_reference() -> None:
    reference = (ROOT / "docs" / "roster.md").read_text("utf-8")
    written = set(re.findall(r"\w+", reference))
    assert keys(inspect.type_info(Roster)) - written == set()


def keys(type_: inspect.Type) -> set[str]:
    """The names of all fields in a struct and in what it holds."""
    if isinstance(type_, inspect.StructType):
        return {name for f in type_.fields for name in ({f.encode_name} | keys(f.type))}
    if isinstance(type_, inspect.DictType):
        return keys(type_.value_type)
    if isinstance(type_, inspect.ListType | inspect.VarTupleType):
        return keys(type_.item_type)
    if isinstance(type_, inspect.UnionType):
        return set().union(*[keys(member) for member in type_.types])
    return set()


def test_the_profile_in_its_reference_can_be_loaded(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "profile.md").read_text("utf-8"), re.DOTALL)
    whole = next(block for block in blocks if tomllib.loads(block).get("name"))
    (tmp_path / "mine.toml").write_text(whole, "utf-8")
    assert profile.load(str(tmp_path / "mine.toml")).name == "example"


def test_the_roster_in_its_reference_can_be_loaded(tmp_path: Path) -> None:
    (whole,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "roster.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "roster.toml").write_text(whole, "utf-8")
    assert roster.load(tmp_path / "roster.toml").people


def test_the_mailboxes_in_the_handbook_can_be_loaded(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "operations.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "mailboxes.toml").write_text(block, "utf-8")
    everybody = roster.load(ROOT / "deploy/sandbox/dial2_sandbox/roster.toml")
    found = mailboxes.load(tmp_path / "mailboxes.toml", everybody)
    assert [mailbox.name for mailbox in found.imap] == ["support"]


def test_every_service_is_named_in_the_architecture() -> None:
    architecture = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for point in entry_points(group="dial2.services"):
        assert f"services/{point.name}" in architecture
