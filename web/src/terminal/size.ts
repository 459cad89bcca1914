// How large a terminal may be. The service has the same bounds (src/domain/terminal_size.rs). A
// page with a larger terminal would wrap lines where programs do not.

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

/** The note that the page shows while the terminal has another page's size. */
export function sizeLine({ cols, rows }: Size): string {
  return `${cols} × ${rows}, the size of another page; type here to use the size of this one`;
}
