"""The least that a webhook can do: one process, a bare FastAPI route that reads the form and answers a document.

Started with a port; says `ready` on standard output.
"""

import asyncio
import sys
from urllib.parse import parse_qsl

import uvloop
from fastapi import FastAPI, Request, Response

from dial2.process import http

_DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello.</Say><Hangup /></Response>'

app = FastAPI(openapi_url=None)


@app.post("/voice/{step}")
async def answer(request: Request, step: str) -> Response:
    fields = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    return Response(_DOCUMENT if step and fields else "", media_type="text/xml")


async def serve(port: int) -> None:
    bound = http.listen("127.0.0.1", port)
    bound.listen()  # whoever reads that it is ready may connect
    print("ready", flush=True)
    await http.serve(app, bound, asyncio.Event())


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
