"""The HTTP door of a witness: one call, as c2sp.org/tlog-witness lays it down."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from application.transparency import Witnessing

LARGEST = 1 << 20


def create_witness(witness: Witnessing) -> Starlette:
    """The application; its root shows the witness's key."""

    async def add_checkpoint(request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return Response("the request is too large\n", 413, media_type="text/plain")
        status, said, media_type = await run_in_threadpool(witness.answer, bytes(body))
        return Response(said.encode(), status, headers={"Content-Type": media_type})

    async def key(request: Request) -> Response:
        del request
        return Response(f"{witness.key}\n", media_type="text/plain")

    routes = [Route("/add-checkpoint", add_checkpoint, methods=["POST"]), Route("/", key, methods=["GET"])]
    return Starlette(routes=routes)
