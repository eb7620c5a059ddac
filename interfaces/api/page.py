"""The plain page at the root, until the web application is built: what is here and where to look."""

from html import escape

from interfaces.parts import Parts

PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Palabre</title></head>
<body><main><h1>Palabre</h1>
<p>Le registre tient <strong>{position}</strong> événements. <span lang="en">The log holds {position} events.</span></p>
<h2>Listes <span lang="en">(lists)</span></h2><ul>{lists}</ul>
<h2>Pour les programmes <span lang="en">(for programs)</span></h2>
<ul><li><a href="/docs">/docs</a> — chaque commande, chaque vue</li>
<li><a href="/openapi.json">/openapi.json</a></li>
<li><a href="/api/v1/events">/api/v1/events</a> — le registre, dans l'ordre</li>
<li><a href="/health">/health</a></li></ul></main></body></html>
"""


def front_page(parts: Parts) -> str:
    """The page as HTML."""
    lists = "".join(
        f'<li><a href="/api/v1/{escape(name)}">{escape(listing.title)}</a></li>'
        for name, listing in parts.reading.listings().items()
    )
    return PAGE.format(position=parts.log.position(), lists=lists)
