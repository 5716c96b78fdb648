"""The measured figures, as a table for people and a JSON file for programs."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value; without a limit it is informational."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether the limit is exceeded."""
        return self.limit is not None and self.value > self.limit

    @property
    def verdict(self) -> str:
        """The verdict in one word, for the table."""
        if self.limit is None:
            return "info"
        return "OVER" if self.is_over else "ok"


def format_table(figures: Iterable[Figure]) -> str:
    """Return the figures as aligned lines."""
    rows = [("figure", "value", "limit", "", "note")]
    rows += [
        (
            figure.name,
            f"{_format_number(figure.value)} {figure.unit}".rstrip(),
            "" if figure.limit is None else _format_number(figure.limit),
            figure.verdict,
            figure.note,
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(
            (
                row[0].ljust(widths[0]),
                row[1].rjust(widths[1]),
                row[2].rjust(widths[2]),
                row[3].ljust(widths[3]),
                row[4],
            )
        ).rstrip()
        for row in rows
    )


def _format_number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:.2f}"


def write_json(path: Path, figures: Iterable[Figure], **facts: Any) -> None:
    """Write the figures as JSON."""
    rows = [{**asdict(figure), "verdict": figure.verdict} for figure in figures]
    path.write_text(json.dumps({**facts, "figures": rows}, indent=2, ensure_ascii=False) + "\n")
