"""Why rows are in quarantine, for whoever landed them."""

from collections.abc import Sequence

from include.landing.batches import BatchManifest
from include.settings import paths
from include.warehouse import connect, literal

_COMMONEST = """
    select regexp_replace(reason, ' \\(found: .*', '', 's') as said, count(*) as times
    from (select unnest(_reasons) as reason from read_parquet([{files}], union_by_name = true))
    group by said
    order by times desc, said
    limit 1
"""


def why_in_quarantine(batches: Sequence[BatchManifest]) -> str:
    """Say how many rows are in quarantine, the commonest reason, and where they lie, or nothing.

    What was found in them is left out: it can be a person's, and only the files may hold that.
    """
    held = [batch for batch in batches if batch.quarantined]
    if not held:
        return ""
    files = [str(batch.quarantine_file) for batch in held]
    with connect() as database:
        query = _COMMONEST.format(files=", ".join(map(literal, files)))
        reason, times = database.execute(query).fetchone()
    rows = sum(batch.quarantined for batch in held)
    every = paths().landing / held[0].source / "*" / "*.quarantine.parquet"
    place = files[0] if len(files) == 1 else every
    return f", {rows:,} in quarantine: {times:,} × {reason}; rows and reasons lie in {place}"
