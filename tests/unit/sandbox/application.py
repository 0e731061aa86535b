"""An application under the exchange's care: it answers with TwiML by path and keeps what it was asked."""

from collections import defaultdict
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import httpx

Params = dict[str, str]
Answer = str | httpx.Response | Exception | Callable[[Params], str]


class Application(httpx.AsyncBaseTransport):
    def __init__(self, base: str = "http://app.test") -> None:
        self.base = base
        self.answers: dict[str, Answer] = {}
        self.asked: dict[str, list[Params]] = defaultdict(list)
        self.requests: list[httpx.Request] = []

    def url(self, path: str, answer: Answer = "") -> str:
        """Answer with the body of a TwiML response at `path`; returns its address."""
        self.answers[path] = answer
        return self.base + path

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        path = urlsplit(str(request.url)).path
        params = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
        params |= dict(request.url.params)
        self.requests.append(request)
        self.asked[path].append(params)
        answer = self.answers.get(path, httpx.Response(404))
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        body = answer if isinstance(answer, str) else answer(params)
        if not body:
            return httpx.Response(204)
        return httpx.Response(
            200, headers={"Content-Type": "text/xml; charset=utf-8"}, text=f"<Response>{body}</Response>"
        )
