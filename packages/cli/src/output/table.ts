/** Tables that fit the terminal: columns are left out from the least important, the flexible one is cut. */

import { type Measure, truncate } from './width';

export interface Column<Row> {
  title: string;
  text(row: Row): string;
  align?: 'right';
  /** Rank by which columns are left out, the highest first; absent: never. */
  drop?: number;
  /** Columns below which this one is not cut; absent: it is not cut at all. */
  minWidth?: number;
  /** Colours the padded text. */
  paint?(text: string, row: Row): string;
}

export interface Layout<Row> {
  columns: readonly Column<Row>[];
  widths: readonly number[];
  /** Titles of the columns left out. */
  hidden: readonly string[];
}

const GAP = '  ';

/** Columns beyond which a cut is preferred to leaving out a column. */
const GENEROUS = 24;

/** Chooses columns and their widths. `Infinity` columns: all of them, uncut. */
export function layOut<Row>(
  all: readonly Column<Row>[],
  rows: readonly Row[],
  terminal: number,
  measure: Measure,
): Layout<Row> {
  let columns = all;
  const natural = new Map(all.map((column) => [column, naturalWidth(column, rows, measure)]));
  const total = (cap: number): number =>
    columns.reduce((sum, column) => sum + cappedWidth(column, natural.get(column)!, cap), 0) +
    GAP.length * (columns.length - 1);
  while (total(GENEROUS) > terminal) {
    const victim = leastImportant(columns);
    if (victim === null) break;
    columns = columns.filter((column) => column !== victim);
  }
  const cap = Math.max(0, terminal - total(0));
  const widths = columns.map((column) =>
    cappedWidth(column, natural.get(column)!, (column.minWidth ?? 0) + cap),
  );
  return { columns, widths, hidden: all.filter((each) => !columns.includes(each)).map(({ title }) => title) };
}

function naturalWidth<Row>(column: Column<Row>, rows: readonly Row[], measure: Measure): number {
  return rows.reduce((width, row) => Math.max(width, measure(column.text(row))), titleWidth(column));
}

/** Titles have no wide characters; `↺` takes one column. */
const titleWidth = ({ title }: { title: string }): number => title.length;

function cappedWidth<Row>(column: Column<Row>, natural: number, cap: number): number {
  return column.minWidth === undefined ? natural : Math.min(natural, Math.max(column.minWidth, cap));
}

function leastImportant<Row>(columns: readonly Column<Row>[]): Column<Row> | null {
  const droppable = columns.filter(({ drop }) => drop !== undefined);
  return droppable.sort((a, b) => b.drop! - a.drop!)[0] ?? null;
}

/** The lines of the table, the titles first. */
export function renderTable<Row>(
  layout: Layout<Row>,
  rows: readonly Row[],
  measure: Measure,
  paintTitle: (text: string) => string,
): string[] {
  const { columns, widths } = layout;
  const titles = columns.map((column, i) =>
    paintTitle(pad(column.title, titleWidth(column), widths[i]!, column)),
  );
  const lines = rows.map((row) =>
    columns.map((column, i) => {
      const text = truncate(column.text(row), widths[i]!, measure);
      const padded = pad(text, measure(text), widths[i]!, column);
      return column.paint ? column.paint(padded, row) : padded;
    }),
  );
  return [titles, ...lines].map((cells) => cells.join(GAP).trimEnd());
}

function pad(text: string, width: number, to: number, { align }: { align?: 'right' }): string {
  const space = ' '.repeat(Math.max(0, to - width));
  return align === 'right' ? space + text : text + space;
}
