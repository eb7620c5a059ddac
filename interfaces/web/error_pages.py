"""Pages for when something is not there, not allowed, changed or broken: what happened, and what to do now."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from interfaces.web.language import N_, preferred
from interfaces.web.rendering import render
from interfaces.web.security import guard

if TYPE_CHECKING:
    from interfaces.web.visit import Visit

TITLES = {
    "400": N_("Cette demande est illisible"),
    "403": N_("Cette page ne vous est pas ouverte"),
    "404": N_("Cette page n’existe pas"),
    "405": N_("Cette adresse ne s’ouvre pas ainsi"),
    "409": N_("Quelque chose a changé entre-temps"),
    "413": N_("Ce fichier est trop lourd"),
    "500": N_("Quelque chose s’est cassé de notre côté"),
    "503": N_("Le service est momentanément indisponible"),
    "stale": N_("Ce formulaire n’est plus valable"),
}
HELP = {
    "400": N_("Revenez en arrière et réessayez. Rien n’a été enregistré."),
    "403": N_(
        "Elle demande un mandat que vous n’avez pas aujourd’hui. Si c’est une erreur, écrivez à la coordination."
    ),
    "404": N_("L’adresse est peut-être incomplète, ou ce dossier appartient à un autre cadre de coopération."),
    "405": N_("Revenez en arrière et réessayez depuis la page."),
    "409": N_("Relisez ce qui s’est passé, puis décidez à nouveau."),
    "413": N_("Choisissez un fichier plus léger. Rien n’a été enregistré."),
    "500": N_("L’incident est noté. Revenez en arrière : ce que vous aviez saisi est peut-être encore là."),
    "503": N_("La base de données ne répond pas. Réessayez dans quelques instants."),
    "stale": N_("La page était ouverte depuis trop longtemps, ou depuis un autre site. Rouvrez-la et recommencez."),
}


class Forbidden(Exception):
    """The visitor may not see this, and may know it."""


def shown(visit: "Visit", status: int, name: str = "") -> Response:
    """A page that helps, with the menu of whoever looks."""
    key = name or str(status)
    return visit.page("errors/error.html", status, title=TITLES[key], help=HELP[key])


def kept_out(visit: "Visit") -> Response:
    """Who is not signed in is asked to, and comes back; who is learns that it is not for them."""
    if visit.visitor.person is not None:
        return shown(visit, 403)
    if visit.request.method != "GET":
        return shown(visit, 403, "stale")
    wanted = visit.request.url.path + (f"?{visit.request.url.query}" if visit.request.url.query else "")
    return visit.answered(RedirectResponse(f"/connexion?suite={quote(wanted, safe='')}", 303))


def wants_page(request: Request) -> bool:
    """Whether somebody looks with a browser at what is no part of the API."""
    path = request.url.path
    return "text/html" in request.headers.get("accept", "") and not path.startswith(("/api/", "/static/", "/problems/"))


def plain(request: Request, status: int) -> Response:
    """The page without anything that could fail again: no database, no menu."""
    key = str(status) if str(status) in TITLES else "500" if status >= 500 else "400"
    language = request.query_params.get("lang") or request.cookies.get("palabre_lang", "")
    language = language if language in ("fr", "en") else preferred(request.headers.get("accept-language", ""))
    html = render("errors/plain.html", language, {"title": TITLES[key], "help": HELP[key]})
    response = HTMLResponse(html, status, headers={"Content-Language": language, "Cache-Control": "no-store"})
    guard(MutableHeaders(raw=response.raw_headers), https=request.url.scheme == "https")
    return response
