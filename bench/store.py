"""An object store with a copy of the benchmark's files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def run_store_with_copy(media: Path) -> Iterator[dict[str, str]]:
    """Run a store that holds a copy of these files; yield the variables that select it."""
    # Imported late: the other parts are measured without boto3 in the process.
    from tests.support.object_store import KEY, REGION, SECRET, run_store  # noqa: PLC0415

    with run_store() as server:
        bucket, client = server.make_bucket(), server.client
        for path in filter(Path.is_file, media.rglob("*")):
            client.upload_file(str(path), bucket, str(path.relative_to(media)))
        yield {
            "MEDIA_STORE": f"s3://{bucket}?endpoint={server.endpoint}&region={REGION}",
            "MEDIA_STORE_KEY": KEY,
            "MEDIA_STORE_SECRET": SECRET,
        }
