"""A rendered report as files, to be looked at before anything is sent."""

import re
from base64 import b64encode
from pathlib import Path

from include.reports.message import compose
from include.reports.render import RenderedReport


def write_files(rendered: RenderedReport, folder: Path) -> list[Path]:
    """Write the mail and its parts to look at: the HTML stands alone, images inside."""
    folder.mkdir(parents=True, exist_ok=True)
    html = rendered.html
    for cid, picture in rendered.images.items():
        inside = f"data:image/png;base64,{b64encode(picture).decode()}"
        html = re.sub(rf'(?<=<img src=")cid:{cid}(?=")', inside, html)
    message = compose(
        rendered,
        sender="clientele@localhost",
        recipient="manager@localhost",
        message_id="<report@localhost>",
    )
    contents = {
        "report.html": html.encode(),
        "report.txt": rendered.text.encode(),
        "report.eml": message.as_bytes(),
    } | {f"{cid}.png": picture for cid, picture in rendered.images.items()}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]
