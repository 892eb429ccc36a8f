"""`announcer keys new|list`, and `announcer usage`."""

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli.source import AsJson
from app.errors import InvalidSettingError
from app.forms import said
from app.keys import Key, KeyRing, Scope, Usage, new_secret
from app.parts import open_parts
from app.settings import Settings

keys_app = typer.Typer(no_args_is_help=True, help="The keys of the desks: new, list.")

Name = Annotated[str, typer.Argument(help="Whose key it is: small letters, digits and hyphens.")]
Scopes = Annotated[list[Scope] | None, typer.Option("--scope", help="What it opens; again for more. Else narrate.")]
Hosts = Annotated[list[str] | None, typer.Option("--host", help="Whose pages it may have read: NAME, or *.NAME.")]
AMinute = Annotated[int | None, typer.Option(min=1, help="Requests a minute.")]
ADay = Annotated[int | None, typer.Option(min=1, help="Characters a day (UTC).")]
Days = Annotated[int, typer.Option(min=1, max=400, help="How many days, the last one today (UTC).")]


@keys_app.command()
def new(
    name: Name,
    scope: Scopes = None,
    host: Hosts = None,
    requests_a_minute: AMinute = None,
    characters_a_day: ADay = None,
) -> None:
    """Make a key: the secret on standard error, once; on standard output the table for announcer.toml."""
    secret = new_secret()
    limits = {"requests_a_minute": requests_a_minute, "characters_a_day": characters_a_day}
    table = {
        "name": name,
        "digest": secret.digest,
        "scopes": [each.value for each in scope or [Scope.NARRATE]],
        **({"hosts": host} if host else {}),
        **{member: value for member, value in limits.items() if value is not None},
    }
    try:
        Key.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise InvalidSettingError(f"{first['loc'][0]}: {said(first)}.") from error
    typer.echo("[[key]]")
    for member, value in table.items():
        typer.echo(f"{member} = {json.dumps(value, ensure_ascii=False)}")
    typer.echo(f"The secret, which is shown nowhere again: {secret.text}", err=True)


@keys_app.command("list")
def list_keys(*, as_json: AsJson = False) -> None:
    """Show every key that holds, without its secret."""
    for key in KeyRing.open(Settings.load()).held():
        shown = key.model_dump(mode="json", exclude={"digest"}, exclude_none=True) | {"scopes": sorted(key.scopes)}
        if as_json or not sys.stdout.isatty():
            typer.echo(json.dumps(shown, ensure_ascii=False))
        else:
            limits = [f"{member} {value}" for member, value in sorted(shown.items()) if isinstance(value, int)]
            typer.echo("  ".join([f"{key.name:24}", ", ".join(shown["scopes"]), *key.hosts, *limits]))


def usage(days: Days = 1, *, as_json: AsJson = False) -> None:
    """Show what was asked for with each key, day by day (UTC)."""
    with contextlib.closing(open_parts(Settings.load())) as parts:
        for row in _used(parts.usage, days):
            if as_json or not sys.stdout.isatty():
                typer.echo(json.dumps(row))
            else:
                refused = f", {row['refused']:,} refused" if row["refused"] else ""
                counts = f"{row['requests']:>10,} requests {row['characters']:>14,} characters"
                typer.echo(f"{row['day']}  {row['key']:24} {counts}{refused}")


def _used(spent: Usage, days: int) -> Iterator[dict[str, str | int]]:
    for back in reversed(range(days)):
        day = spent.today() - timedelta(days=back)
        for name, each in spent.of_day(day).items():
            counted = {member: value for member, value in asdict(each).items() if "minute" not in member}
            yield {"day": day.isoformat(), "key": name, **counted}
