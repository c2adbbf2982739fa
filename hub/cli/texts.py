"""`hub texts`: which consent texts there are, and which of them this installation may put before people."""

import click

from hub.consents.templating import READING_HELPS, SIGNED, template
from hub.web.settings import Mode, read_settings


@click.command
def texts() -> None:
    """List the consent texts with their SHA-256.

    Production shows nobody a text that has not been reviewed. When your lawyers and data protection officers have
    approved a file word by word, put its SHA-256 into HUB_REVIEWED_TEXTS; one changed letter, and it no longer serves.
    The Swedish text is the one that is signed: without it nothing can be presented. The others are reading helps.
    """
    reviewed = read_settings(Mode.TOOL).reviewed_texts
    for language in (SIGNED, *READING_HELPS):
        one = template(language)
        state = "reviewed" if one.sha256 in reviewed else "not reviewed"
        click.echo(f"{one.id}.{language}.txt  {state}\n  {one.sha256}\n  {one.review}")
