"""The arguments and options that several commands take."""

from typing import Annotated

import typer

Article = Annotated[
    str, typer.Argument(metavar="FILE|URL|-", help="A text or HTML file, a page's address, or - for standard input.")
]
Language = Annotated[str | None, typer.Option(help="BCP 47 tag such as tr or en-GB; else detected.")]
VoiceName = Annotated[str | None, typer.Option("--voice", help="An installed voice; else the language's default.")]
Speed = Annotated[float, typer.Option(min=0.5, max=2.0, help="1 is the voice's own pace.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line instead of text.")]
Title = Annotated[str | None, typer.Option(help="The headline, where the file does not hold it.")]
