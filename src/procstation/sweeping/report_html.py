"""A report as one page of HTML with everything in it: read on a tablet, printed, sent by mail."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from procstation.language import decimal, grouped, spoken, tr
from procstation.sweeping import coverage_map
from procstation.sweeping.judging import bays_to_repeat
from procstation.sweeping.lists import lists_of
from procstation.sweeping.model import Bucket
from procstation.sweeping.report import SweepReport
from procstation.sweeping.tables import (
    Row,
    Table,
    coverage_table,
    loss_tables,
    summary,
    throughput_table,
    work_table,
)

MOST_ROWS = 5000
"""Of one table: a longer one no person reads on a page; the workbook has them all."""

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 16px/1.45 system-ui, "Segoe UI", "Noto Sans", sans-serif; color: #111;
  background: #fff; margin: 0 auto; padding: 1.5rem; max-width: 78rem; }
h1 { font-size: 1.7rem; margin: 0 0 .2rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; }
p.lead { margin: 0 0 1rem; max-width: 60rem; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; }
a { color: #0b4a8f; } a:focus-visible { outline: 3px solid #0b4a8f; outline-offset: 2px; }
dl.numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
  gap: .6rem; margin: 1rem 0; }
dl.numbers div { border: 1px solid #888; border-radius: .4rem; padding: .5rem .7rem;
  display: flex; flex-direction: column-reverse; justify-content: flex-end; }
dl.numbers dt { font-size: .85rem; } dl.numbers dd { margin: 0; font-size: 1.5rem;
  font-weight: 700; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .55rem;
  border-bottom: 1px solid #bbb; unicode-bidi: plaintext; }
thead th { border-bottom: 2px solid #333; background: #f3f3f3; position: sticky; top: 0; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td:first-child { font-weight: 600; } td.tick { width: 1.6rem; }
td.tick::before { content: "☐"; font-size: 1.2rem; line-height: 1; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; font-size: .9rem; padding: 0;
  list-style: none; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; } nav, .skip { display: none; }
  h2 { break-after: avoid; } tr, dl div, .map g { break-inside: avoid; }
  thead { display: table-header-group; } thead th { position: static; }
  section.list { break-before: page; } .scroll { overflow: visible; }
}
@page { margin: 14mm; }
"""


def write_html(report: SweepReport, path: Path) -> None:
    path.write_text("".join(_page(report)), encoding="utf-8")


def _page(report: SweepReport) -> Iterator[str]:
    title = tr("Sweep {name}", name=report.name).strip()
    works = [(work, work_table(work)) for work in lists_of(report) if work.entries]
    yield (
        f'<!DOCTYPE html>\n<html lang="{spoken()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}{coverage_map.STYLE}</style></head>\n"
        f'<body><header><h1>{escape(title)}</h1><p class="lead">{escape(_lead(report))}</p>'
    )
    yield f'<nav aria-label="{tr("Parts of the report")}"><ul>'
    for work, table in works:
        books = grouped(len(table.rows))
        yield f'<li><a href="#{_anchor(work.kind)}">{work.title} ({books})</a></li>'
    yield f'<li><a href="#map">{tr("Map")}</a></li><li><a href="#bays">{tr("Bays")}</a></li>'
    yield "</ul></nav></header>\n"
    yield f'<main><section aria-label="{tr("Numbers")}"><dl class="numbers">'
    always = (tr("expected on the shelf"), tr("found"), tr("missing"))
    for what, count in summary(report):
        if count or what in always:
            yield f"<div><dt>{what}</dt><dd>{grouped(count)}</dd></div>"
    yield "</dl></section>\n"
    yield from _map(report)
    for work, table in works:
        yield f'<section class="list" id="{_anchor(work.kind)}">'
        yield from _table(table, tick=True)
        yield "</section>\n"
    yield '<section id="bays">'
    yield from _table(coverage_table(report.bays))
    yield "</section>\n"
    for table in (throughput_table(report), *loss_tables(report.tallies)):
        if table.rows:
            yield "<section>"
            yield from _table(table)
            yield "</section>\n"
    yield "</main></body></html>\n"


def _lead(report: SweepReport) -> str:
    said = [
        tr(
            "{found} of {expected} items that should be on the shelf were heard",
            found=grouped(report.found),
            expected=grouped(report.expected),
        )
    ]
    if report.missing:
        said.append(tr("{count} are missing", count=grouped(len(report.missing))))
    repeat = bays_to_repeat(report.bays)
    if repeat:
        said.append(
            tr(
                "{count} of {bays} bays want another pass",
                count=grouped(len(repeat)),
                bays=grouped(len(report.bays)),
            )
        )
    away = sum(count for bucket, count in report.buckets.items() if bucket is not Bucket.ON_SHELF)
    if away:
        said.append(tr("{count} more are accounted for elsewhere", count=grouped(away)))
    return f"{'; '.join(said)}."


def _map(report: SweepReport) -> Iterator[str]:
    yield f'<section id="map"><h2>{tr("Map of the bays")}</h2>'
    yield coverage_map.map_svg(report)
    signs = (
        tr("Plain: well heard"),
        tr("Hatched, thick frame: sweep again"),
        tr("White, dashed: nobody went along"),
        f"✗ {tr('missing')}",
        f"? {tr('look again')}",
        f"⇄ {tr('out of order')}",
        tr("Bar: share of the items heard"),
    )
    yield f'<ul class="legend">{"".join(f"<li>{one}</li>" for one in signs)}</ul></section>\n'


def _table(table: Table, *, tick: bool = False) -> Iterator[str]:
    yield f'<h2>{escape(table.title)}</h2><div class="scroll"><table><thead><tr>'
    if tick:
        yield f'<th scope="col"><span aria-label="{tr("done")}"></span></th>'
    for column in table.columns:
        yield f'<th scope="col">{escape(column)}</th>'
    yield "</tr></thead><tbody>\n"
    for row in table.rows[:MOST_ROWS]:
        yield f"<tr>{'<td class=tick></td>' if tick else ''}{''.join(_cells(row))}</tr>\n"
    yield "</tbody></table></div>"
    left = len(table.rows) - MOST_ROWS
    if left > 0:
        more = tr("{count} more rows are in the report as .xlsx or .csv.", count=grouped(left))
        yield f"<p>{more}</p>"


def _cells(row: Row) -> Iterator[str]:
    for value in row:
        if isinstance(value, str):
            yield f'<td dir="auto">{escape(value)}</td>'
        elif isinstance(value, float):
            yield f'<td class="number">{decimal(f"{value:.1%}")}</td>'
        else:
            yield f'<td class="number">{grouped(value)}</td>'


def _anchor(kind: str) -> str:
    return kind.replace(" ", "-")
