// Numbers and times as people read them. All times come from the server, in microseconds.

const SECOND = 1_000_000;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Working time as h:mm:ss. */
export function duration(micros: number): string {
  const seconds = Math.max(0, Math.floor(micros / SECOND));
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Working time in words: 3 h 52 min. */
export function span(micros: number): string {
  const minutes = Math.round(micros / SECOND / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** How long something took: 340 ms, 1.2 s, 3 min 4 s. */
export function took(micros: number): string {
  if (micros < SECOND) return `${Math.round(micros / 1000)} ms`;
  if (micros < 60 * SECOND) return `${(micros / SECOND).toFixed(1)} s`;
  const seconds = Math.round(micros / SECOND);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A time of day, to the second. */
export function clockTime(micros: number): string {
  const date = new Date(micros / 1000);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A date and time of day, to the minute. */
export function dateTime(micros: number): string {
  const date = new Date(micros / 1000);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A size: 812 B, 4.1 KiB, 2.0 MiB. */
export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  if (count < 1024 * 1024) return `${(count / 1024).toFixed(1)} KiB`;
  return `${(count / 1024 / 1024).toFixed(1)} MiB`;
}

/** Money from millionths of a euro. */
export function euros(millionths: number): string {
  const value = millionths / 1_000_000;
  return `€${value.toFixed(value !== 0 && value < 0.1 ? 5 : 2)}`;
}

/** A whole number with a thin space between groups of three digits. */
export function count(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** The first line of a text, cut to `limit` characters. */
export function firstLine(text: string, limit = 120): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** "1 file", "2 files". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
