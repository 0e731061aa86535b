"""What docker-compose.yml, .env.example, deploy/Dockerfile and the Makefile name is there in the code."""

import importlib
import inspect
import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from pydantic_settings import BaseSettings

from dial2.cli import main
from dial2.cli.processes import OwnerSettings
from dial2.settings import Settings
from dial2.watch.settings import WatchSettings
from dial2_sandbox.settings import SandboxSettings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, Any] = COMPOSE["services"]
OURS = {name: container for name, container in CONTAINERS.items() if "build" in container}
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text().replace("\\\n", " ")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SERVICES = sorted(point.name for point in entry_points(group="dial2.services"))
VARIABLE = re.compile(r"\$\{(\w+)(:[?-])?([^}]*)\}")

settings_of = pytest.mark.parametrize("name", sorted(OURS))


def settings_classes(container: str) -> list[type[BaseSettings]]:
    """Those that the process in `container` reads."""
    if container == "migrate":
        return [OwnerSettings]
    if container == "sandbox":
        return [SandboxSettings]
    app = importlib.import_module(f"{container.replace('-', '_')}.app")
    own = [value for value in vars(app).values() if inspect.isclass(value) and issubclass(value, BaseSettings)]
    return [Settings, WatchSettings, *own]


def variables(classes: list[type[BaseSettings]], *, required: bool = False) -> set[str]:
    return {
        f"{of.model_config['env_prefix']}{name}".upper()
        for of in classes
        for name, field in of.model_fields.items()
        if field.is_required() or not required
    }


def environment(container: str) -> dict[str, str]:
    given: dict[str, str] = CONTAINERS[container].get("environment", {})
    return {name: value for name, value in given.items() if name.startswith("DIAL2_")}


def image_environment() -> dict[str, str]:
    return dict(re.findall(r"(DIAL2_\w+)=(\S+)", DOCKERFILE))


def test_every_service_runs_in_a_container_of_its_own() -> None:
    commands = [container["command"] for container in OURS.values()]
    assert sorted(command[1] for command in commands if command[:1] == ["run"]) == SERVICES
    assert [OURS[service]["command"] for service in SERVICES] == [["run", service] for service in SERVICES]


def test_every_command_is_one_of_the_command_line() -> None:
    assert {container["command"][0] for container in OURS.values() if container["command"]} <= known_commands()


def test_every_command_of_the_makefile_is_there() -> None:
    recipes = re.findall(r"^\t.*", (ROOT / "Makefile").read_text(), re.MULTILINE)
    commands = {name for recipe in recipes for name in re.findall(r"\$\(BIN\)/dial2 ([\w-]+)", recipe)}
    scripts = {name for recipe in recipes for name in re.findall(r"\b(bench/\w+\.py|tests/\w+)", recipe)}
    assert commands <= known_commands()
    assert [script for script in sorted(scripts) if not (ROOT / script).exists()] == []


@settings_of
def test_every_image_is_built_from_a_stage_and_an_extra_that_exist(name: str) -> None:
    plan = OURS[name]["build"]
    assert plan["dockerfile"] == "deploy/Dockerfile"
    assert plan["target"] in stages()
    assert plan["args"]["SERVICE"] in PROJECT["optional-dependencies"]


@settings_of
def test_every_variable_is_a_setting_of_the_process_that_gets_it(name: str) -> None:
    assert set(environment(name)) <= variables(settings_classes(name))


@settings_of
def test_every_setting_without_a_default_is_given(name: str) -> None:
    assert variables(settings_classes(name), required=True) <= set(environment(name)) | set(image_environment())


def test_the_images_variables_are_settings_of_every_service() -> None:
    assert set(image_environment()) <= variables([Settings])


@settings_of
def test_every_published_port_is_one_that_the_process_listens_on(name: str) -> None:
    listened = {
        str(field.default)
        for of in settings_classes(name)
        for key, field in of.model_fields.items()
        if key.endswith("_port")
    }
    listened |= {value for key, value in environment(name).items() if key.endswith("_PORT")}
    published = [port.rsplit(":", 1)[1] for port in OURS[name].get("ports", [])]
    assert set(published) <= listened


def test_only_mail_is_published_beyond_this_machine() -> None:
    ports = [port for container in CONTAINERS.values() for port in container.get("ports", [])]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == ["${SMTP_PORT:-25}:2525"]


def test_health_is_asked_where_the_process_answers() -> None:
    asked = re.search(r"HEALTHCHECK.*urlopen\('([^']+)'", DOCKERFILE)
    assert asked is not None
    url = urlsplit(asked[1])
    assert (url.port, url.path) == (Settings.model_fields["ops_port"].default, "/healthz")


@pytest.mark.parametrize("name", sorted(CONTAINERS))
def test_every_container_is_restarted_or_runs_once(name: str) -> None:
    assert CONTAINERS[name].get("restart") == (None if name == "migrate" else "unless-stopped")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_waits_for_its_database_and_its_broker(name: str) -> None:
    assert OURS[name]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"},
        "rabbitmq": {"condition": "service_healthy"},
    }


@pytest.mark.parametrize("name", sorted({"postgres", "rabbitmq"}))
def test_every_server_that_is_waited_for_has_a_health_check(name: str) -> None:
    assert CONTAINERS[name]["healthcheck"]["test"][0] == "CMD"


def test_every_mounted_file_exists() -> None:
    mounts = [mount for container in CONTAINERS.values() for mount in container.get("volumes", [])]
    files = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert files
    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_the_example_environment_names_what_compose_asks_for_and_nothing_else() -> None:
    asked = {name for name, _, _ in VARIABLE.findall((ROOT / "docker-compose.yml").read_text())}
    assert set(example()) == asked


def test_a_secret_has_no_default_and_its_absence_is_explained() -> None:
    for name, how, text in VARIABLE.findall((ROOT / "docker-compose.yml").read_text()):
        if re.search("PASSWORD|SECRET|TOKEN|SID", name):
            assert (how, bool(text)) == (":?", True), name
            assert example()[name] == "", name


def test_no_password_is_written_out() -> None:
    for container in CONTAINERS.values():
        for name, value in container.get("environment", {}).items():
            if re.search("PASS|SECRET|TOKEN", name):
                assert value.startswith("${"), name


def test_the_images_run_as_nobody_in_particular() -> None:
    final = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert re.findall(r"^USER (\S+)$", final, re.MULTILINE) == ["10001"]


def test_the_dockerfile_copies_files_and_stages_that_exist() -> None:
    for options, sources in re.findall(r"^COPY ((?:--\S+ )*)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        stage = re.search(r"--from=(\S+)", options)
        if stage:
            assert stage[1] in stages()
        else:
            assert [source for source in sources.split() if not (ROOT / source).exists()] == []


def known_commands() -> set[str]:
    return {*main._OWN, *(point.name for point in entry_points(group="dial2.commands"))}


def stages() -> list[str]:
    return re.findall(r"^FROM \S+ AS (\S+)$", DOCKERFILE, re.MULTILINE)


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
