// How large a terminal may be; the service has the same bounds (src/domain/terminal_size.rs), and a
// page that shows more than it was given would wrap lines elsewhere than programs do.

export interface Size {
  cols: number;
  rows: number;
}

const MOST_COLS = 640;
const MOST_ROWS = 256;
const FEWEST_COLS = 2;

/** The nearest size within the bounds. */
export function bounded({ cols, rows }: Size): Size {
  const within = (value: number, least: number, most: number) =>
    Math.max(least, Math.min(most, Math.floor(value) || least));
  return { cols: within(cols, FEWEST_COLS, MOST_COLS), rows: within(rows, 1, MOST_ROWS) };
}

/** What is said while the terminal has the size of another page. */
export function sizeLine({ cols, rows }: Size): string {
  return `${cols} × ${rows}, the size in another page, until you type here`;
}
