"""What may be said on the command line, each option told once."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

CompanyFile = Annotated[
    Path | None,
    typer.Option("--company", help="company.yml; default: $CLIENTELE_COMPANY or ./company.yml"),
]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day, as in 2025-10-31")]
FirstDay = Annotated[
    datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day, in the company's zone")
]
LastDay = Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, included")]
Send = Annotated[bool, typer.Option("--send", help="Deliver by mail as well as write the files")]
AtOnce = Annotated[
    bool,
    typer.Option(
        "--at-once",
        help="Read the whole span in one reading instead of day by day: for the first history",
    ),
]
Generation = Annotated[str | None, typer.Argument(help="A kept generation to publish again")]
