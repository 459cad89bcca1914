// A file as lines that say where they came from, or as a table where it is one.

import type { BlameRunView } from '../api/types';

/** The most rows of a table, and the most lines of a text, that are shown at once. */
export const MOST_ROWS = 500;

export type Shape = 'text' | 'table' | 'page';

/** How a file reads best. What is no table is shown as text. */
export function shapeOf(path: string): Shape {
  if (/\.(csv|tsv|jsonl)$/i.test(path)) return 'table';
  return /\.(md|markdown)$/i.test(path) ? 'page' : 'text';
}

export interface Table {
  head: string[];
  rows: string[][];
  /** Rows that are not in `rows`. */
  more: number;
}

/** Null if it is no table: a line that does not fit, or none at all. */
export function tableOf(path: string, text: string): Table | null {
  return /\.jsonl$/i.test(path) ? ofJsonLines(text) : ofSeparated(text, separatorOf(path));
}

function separatorOf(path: string): string {
  return /\.tsv$/i.test(path) ? '\t' : ',';
}

function ofJsonLines(text: string): Table | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const objects: Record<string, unknown>[] = [];
  for (const line of lines.slice(0, MOST_ROWS)) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
      objects.push(value as Record<string, unknown>);
    } catch {
      return null;
    }
  }
  if (objects.length === 0) return null;
  const head = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const cell = (value: unknown) =>
    value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const rows = objects.map((object) => head.map((name) => cell(object[name])));
  return { head, rows, more: lines.length - objects.length };
}

/** RFC 4180: fields may be in quotes, quotes are doubled, a quoted field may have line ends. */
function ofSeparated(text: string, separator: string): Table | null {
  const rows: string[][] = [[]];
  let field = '';
  let quoted = false;
  const end = () => {
    rows.at(-1)?.push(field);
    field = '';
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') field += text[++at];
      else quoted = false;
    } else if (letter === '"' && field === '') quoted = true;
    else if (letter === separator) end();
    else if (letter === '\n') {
      end();
      rows.push([]);
    } else if (letter !== '\r') field += letter;
  }
  end();
  if (quoted) return null;
  const filled = rows.filter((row) => row.some((one) => one !== ''));
  const [head, ...rest] = filled;
  if (!head || head.length < 2 || rest.some((row) => row.length !== head.length)) return null;
  return { head, rows: rest.slice(0, MOST_ROWS), more: Math.max(0, rest.length - MOST_ROWS) };
}

export interface BlamedLine {
  text: string;
  /** The event that brought it; 0 for the start. */
  seq: number;
  /** Whether the line before came with another event. */
  first: boolean;
}

/** The lines of a text with their events. Lines that no run covers count as the start's. */
export function blamed(text: string, runs: BlameRunView[]): BlamedLine[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const events = runs.flatMap(({ seq, lines: count }) => Array<number>(count).fill(seq));
  return lines.map((line, at) => {
    const seq = events[at] ?? 0;
    return { text: line, seq, first: at === 0 || seq !== (events[at - 1] ?? 0) };
  });
}
