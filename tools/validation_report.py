"""Let Great Expectations judge what `tools/validation.py` has seen, and write pages that people can read.

Two checkpoints, `inputs` and `exports`. Of inputs each expectation is about one number; of exports about the rows with
the greatest values, so that the failing values come with their ids. Pages need no network: Great Expectations' own load
style sheets and scripts from elsewhere, which are taken out, and the first page is ours.
"""

import html
import logging
import os
import re
import warnings
from datetime import date
from pathlib import Path

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

from tools.validation import Check, Observed, Snapshot

PAGES = "great_expectations"
ROW_ID = "row_id"
STYLE = """
body {font: 15px/1.45 system-ui, sans-serif; color: #1c2330; background: #fff;
      margin: 2rem auto; max-width: 78rem; padding: 0 1rem}
h1 {font-size: 1.5rem} h2 {font-size: 1.15rem; margin-top: 2rem}
table {border-collapse: collapse; width: 100%; margin: .5rem 0 1rem}
th, td {border-bottom: 1px solid #d8dde6; padding: .35rem .6rem; text-align: left; vertical-align: top;
        overflow-wrap: anywhere}
th {background: #f3f5f8} .ids {font-family: ui-monospace, monospace; font-size: .85em}
.verdict {white-space: nowrap; font-weight: 600} .failed {background: #fde8e6} .failed .verdict {color: #a3160b}
.warning {background: #fff5d9} .warning .verdict {color: #7a5200} .passed .verdict {color: #17693a}
.not-checked {color: #68707d} .hide, img {display: none} a {color: #0b57b7}
"""


def judge(checks: list[Check], target: Path) -> dict[str, str]:
    """Run one checkpoint for inputs and one for exports, fill in their verdicts, and return the page of each."""
    warnings.filterwarnings("ignore", module="great_expectations")
    logging.disable(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    context.delete_data_docs_site("local_site")
    context.add_data_docs_site(
        "pages",
        {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(target / PAGES),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    source = context.data_sources.add_pandas("lead_scoring")
    for checkpoint in dict.fromkeys(check.checkpoint for check in checks):
        of_checkpoint = [
            check
            for check in checks
            if check.checkpoint == checkpoint and check.observed is not None and check.observed.value is not None
        ]
        run_checkpoint(context, source, checkpoint, of_checkpoint)
    context.build_data_docs()
    return {page.parts[-4]: str(page.relative_to(target)) for page in cleaned_pages(target / PAGES)}


def run_checkpoint(context, source, checkpoint: str, checks: list[Check]) -> None:
    """Validate one frame of statistics and write the verdicts into the checks."""
    frame = frame_of(checkpoint, checks)
    suite = context.suites.add(
        gx.ExpectationSuite(name=checkpoint, expectations=[expectation(c, i) for i, c in enumerate(checks)])
    )
    batch = source.add_dataframe_asset(checkpoint).add_batch_definition_whole_dataframe("all")
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name=checkpoint, data=batch, suite=suite),
    )
    result_format: dict = {"result_format": "COMPLETE", "partial_unexpected_count": 20}
    result_format["return_unexpected_index_query"] = False
    if checkpoint == "exports":
        result_format["unexpected_index_column_names"] = [ROW_ID]
    run = context.checkpoints.add(
        gx.Checkpoint(name=checkpoint, validation_definitions=[definition], result_format=result_format),
    ).run(batch_parameters={"dataframe": frame})
    [results] = [result.results for result in run.run_results.values()]
    for result in results:
        check = checks[result.expectation_config.meta["check"]]
        if result.exception_info.get("raised_exception"):
            raise RuntimeError(f"{check.table}, {check.name}: {result.exception_info['exception_message']}")
        check.passed = bool(result.success)
        if checkpoint == "inputs":
            check.ids = check.observed.ids
        else:
            check.ids = [str(row[ROW_ID]) for row in result.result.get("unexpected_index_list") or []]


def column_of(check: Check) -> str:
    """Return the name that a statistic has in the frame, and so on the pages."""
    return f"{check.table} · {check.name}"


def frame_of(checkpoint: str, checks: list[Check]) -> pd.DataFrame:
    """Lay out the statistics: of inputs one row, of exports one row per id, empty where a measure has no such row."""
    observed: dict[str, Observed] = {column_of(check): check.observed for check in checks}
    if checkpoint == "inputs":
        return pd.DataFrame({name: [one.value] for name, one in observed.items()}, dtype="float64")
    values = {name: pd.Series(dict(one.rows), dtype="float64") for name, one in observed.items()}
    frame = pd.DataFrame(values)
    frame.index.name = ROW_ID
    return frame.reset_index()


def expectation(check: Check, position: int):
    """Say one check in the words of Great Expectations."""
    rows = f" Rows: {', '.join(check.observed.ids)}." if check.observed.ids else ""
    shared = {
        "column": column_of(check),
        "min_value": check.minimum,
        "max_value": check.maximum,
        "severity": check.severity,
        "meta": {"check": position},
        "description": f"{check.severity}: {check.expected_text}. {check.why}.{rows}",
    }
    if check.checkpoint == "inputs":
        return gxe.ExpectColumnMaxToBeBetween(**shared)
    return gxe.ExpectColumnValuesToBeBetween(**shared)


def cleaned_pages(folder: Path) -> list[Path]:
    """Take out of all pages what they would load from elsewhere; return those of the validations."""
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        text = re.sub(r"<script\b[^>]*\bsrc=[^>]*>\s*</script>", "", text)
        text = re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL)
        text = re.sub(r"<style\b.*?</style>", "", text, flags=re.DOTALL)
        text = re.sub(r"<(link|img)\b[^>]*>", "", text)
        text = re.sub(r"<a\b[^>]*href=\"https?:[^>]*>(.*?)</a>", r"\1", text, flags=re.DOTALL)
        page.write_text(text.replace("</head>", f"<style>{STYLE}</style></head>", 1), encoding="utf-8")
    # Theirs is drawn by scripts.
    link = "<a href='../index.html'>All checks</a>"
    back = f"<!doctype html><meta http-equiv='refresh' content='0; url=../index.html'>{link}"
    (folder / "index.html").write_text(back, encoding="utf-8")
    return sorted((folder / "validations").rglob("*.html"))


def write_summary(
    target: Path,
    checks: list[Check],
    snapshots: list[Snapshot],
    compared: dict[str, date | None],
    pages: dict[str, str],
) -> Path:
    """Write the first page: every check, what was seen and what was expected, worst first."""
    order = {"failed": 0, "warning": 1, "not checked": 3}
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Data quality of lead scoring</title>",
        f"<style>{STYLE}</style></head><body><h1>Data quality of lead scoring</h1>",
    ]
    for snapshot in snapshots:
        of_snapshot = [check for check in checks if check.checkpoint == snapshot.checkpoint]
        of_snapshot.sort(key=lambda check: order.get(check.verdict, 2))
        title = {"inputs": "Inputs, before a build", "exports": "Exports to the CRM, after a build"}
        day = compared.get(snapshot.checkpoint)
        beside = f"compared with the run as of {day}" if day else "no earlier run to compare with"
        counts = {
            verdict: sum(c.verdict == verdict for c in of_snapshot) for verdict in ("failed", "warning", "passed")
        }
        parts.append(f"<h2>{title[snapshot.checkpoint]}</h2><p>As of {snapshot.as_of}, {html.escape(beside)}. ")
        parts.append(f"{counts['failed']} failed, {counts['warning']} with a warning, {counts['passed']} passed. ")
        if page := pages.get(snapshot.checkpoint):
            parts.append(f"<a href='{html.escape(page)}'>The same as Great Expectations' Data Docs</a>.")
        parts.append("</p><table><tr><th>verdict</th><th>table</th><th>check</th><th>observed</th><th>expected</th>")
        parts.append("<th>why it matters</th><th>rows, by id</th></tr>")
        for check in of_snapshot:
            cells = (check.table, check.name, check.observed_text, check.expected_text, check.why)
            parts.append(f"<tr class='{check.verdict.replace(' ', '-')}'><td class='verdict'>{check.verdict}</td>")
            parts += [f"<td>{html.escape(cell)}</td>" for cell in cells]
            parts.append(f"<td class='ids'>{html.escape(check.ids_text)}</td></tr>\n")
        parts.append("</table>")
    parts.append(
        "<p>Limits: validation/thresholds.csv. What is checked where, and why: docs/data_quality.md.</p></body></html>"
    )
    page = target / "index.html"
    target.mkdir(parents=True, exist_ok=True)
    page.write_text("".join(parts), encoding="utf-8")
    return page
