"""The API's OpenAPI document is valid and complete, its examples fit it, and so do the answers."""

from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from tests.integration.triage.office import OUTAGE, Office, mail

Document = dict[str, Any]


async def described(http: httpx.AsyncClient) -> Document:
    document: Document = (await http.get("/api/openapi.json")).json()
    return document


def operations(document: Document) -> list[tuple[str, str, Document]]:
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        if path.startswith(("/api/tickets", "/api/incidents"))
        for method, operation in methods.items()
    ]


def resolved(document: Document, node: Any) -> Any:  # noqa: ANN401 - JSON
    """With every reference replaced by what it names."""
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            target: Any = document
            for step in reference.removeprefix("#/").split("/"):
                target = target[step]
            return resolved(document, target)
        return {name: resolved(document, child) for name, child in node.items()}
    return [resolved(document, child) for child in node] if isinstance(node, list) else node


def example_of(schema: Document) -> Any:  # noqa: ANN401 - JSON
    """Made of the examples that its properties give."""
    return {name: each["examples"][0] for name, each in schema["properties"].items() if "examples" in each}


async def test_the_document_is_what_the_standard_asks_for(http: httpx.AsyncClient) -> None:
    document = await described(http)
    assert document["openapi"].startswith("3.1")
    validate(document)
    schemes = document["components"]["securitySchemes"].values()
    assert [scheme["scheme"] for scheme in schemes] == ["bearer"]


async def test_every_operation_says_what_it_does_who_may_and_how_it_fails(http: httpx.AsyncClient) -> None:
    found = operations(await described(http))
    assert len({operation["operationId"] for _, _, operation in found}) == len(found) > 10
    for method, path, operation in found:
        assert operation["description"], path
        assert operation["security"], path
        failing = {"401", "422", "503"} | ({"403", "404", "409", "412"} if method == "post" else set())
        assert failing <= operation["responses"].keys(), path
        names = {parameter["name"].lower() for parameter in operation["parameters"]}
        assert method == "get" or {"if-match", "idempotency-key"} <= names, path


async def test_every_body_and_answer_has_an_example_that_fits(http: httpx.AsyncClient) -> None:
    document = await described(http)
    for _, path, operation in operations(document):
        if body := operation.get("requestBody"):
            schema = resolved(document, body["content"]["application/json"]["schema"])
            example = example_of(schema)
            assert set(schema.get("required", [])) <= example.keys(), path
            OAS31Validator(schema).validate(example)
        for status, response in operation["responses"].items():
            for content in response.get("content", {}).values():
                assert "example" in content, (path, status)
                OAS31Validator(resolved(document, content["schema"])).validate(content["example"])


async def test_what_is_answered_is_what_is_described(office: Office, http: httpx.AsyncClient) -> None:
    document = await described(http)
    await office.receives(mail("1", OUTAGE), mail("2", OUTAGE))
    ticket = (await office.tickets())[0].ticket
    asked = {"/api/tickets": "/api/tickets", "/api/incidents": "/api/incidents"}
    asked["/api/tickets/{number}"] = f"/api/tickets/{ticket}"
    for described_path, path in asked.items():
        answer = await http.get(path)
        content = document["paths"][described_path]["get"]["responses"]["200"]["content"]["application/json"]
        schema = resolved(document, content["schema"])
        OAS31Validator(schema).validate(answer.json())
        items, first = (schema["items"], answer.json()[0]) if "items" in schema else (schema, answer.json())
        assert first.keys() == items["properties"].keys()
        if described_path.endswith("{number}"):
            assert first["ticket"].keys() == items["properties"]["ticket"]["properties"].keys()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/tickets/7", 404),
        ("POST", "/api/tickets/7/update", 422),
        ("GET", "/api/tickets?limit=0", 422),
        ("GET", "/api/nothing", 404),
    ],
)
async def test_every_failure_is_a_problem_of_the_described_shape(
    http: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    document = await described(http)
    answer = await http.request(method, path, json={})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    responses = document["paths"]["/api/tickets/{number}"]["get"]["responses"]
    OAS31Validator(responses["404"]["content"]["application/problem+json"]["schema"]).validate(answer.json())
    assert answer.json()["status"] == status
