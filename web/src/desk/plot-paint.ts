// Paints metrics. Colour, dashes and the shape of the marks tell lines apart.

import type { Layout } from '../trace/layout';
import type { Series } from './metric-series';
import { LEGEND_HEIGHT, type Row } from './rows';

type Context = CanvasRenderingContext2D;

const NARROW = 10;
/** The colours of lines, in their order. */
export const SERIES_INKS = ['--accent', '--good', '--warn', '--muted'];
/** The marks of lines, in their order, as the legend writes them. */
export const SERIES_MARKS = ['■', '●', '▲', '◆'];

/**
 * Each line from its least to its most. One that something speaks against has a cross there, which
 * is always drawn. Runs that cannot be compared are not joined.
 */
export function paintPlot(
  context: Context,
  row: Row,
  layout: Layout,
  series: Series[],
  ink: (token: string) => string,
): void {
  series.forEach(({ points, joined, range: [least, most] }, index) => {
    const y = (value: number) => {
      const share = most === least ? 0.5 : (value - least) / (most - least);
      return row.top + row.height - 5 - share * (row.height - LEGEND_HEIGHT - 10);
    };
    context.fillStyle = context.strokeStyle = ink(SERIES_INKS[index % SERIES_INKS.length]);
    context.lineWidth = 1;
    if (joined) {
      context.setLineDash(index === 0 ? [] : [5 - index, index]);
      context.beginPath();
      points.forEach((point, at) => {
        const x = layout.x(point.time);
        if (at === 0) context.moveTo(x, y(point.value));
        else context.lineTo(x, y(point.value));
      });
      context.stroke();
      context.setLineDash([]);
    }
    const visible = points.map((point) => layout.x(point.time)).filter((x) => x >= 0);
    const dots = !joined || visible.length < layout.width / NARROW;
    for (const point of points) {
      const [left, top] = [layout.x(point.time), y(point.value)];
      if (point.doubt !== null) paintCross(context, left, top);
      else if (dots) paintMark(context, index, left, top);
    }
  });
}

function paintMark(context: Context, index: number, x: number, y: number): void {
  const size = 2.5;
  context.beginPath();
  if (index % 4 === 0) context.rect(x - 2, y - 2, 4, 4);
  else if (index % 4 === 1) context.arc(x, y, size, 0, 2 * Math.PI);
  else if (index % 4 === 2) {
    context.moveTo(x, y - 3);
    context.lineTo(x + 3, y + size);
    context.lineTo(x - 3, y + size);
  } else {
    context.moveTo(x, y - 3);
    context.lineTo(x + 3, y);
    context.lineTo(x, y + 3);
    context.lineTo(x - 3, y);
  }
  context.fill();
}

function paintCross(context: Context, x: number, y: number): void {
  context.beginPath();
  context.moveTo(x - 3, y - 3);
  context.lineTo(x + 3, y + 3);
  context.moveTo(x - 3, y + 3);
  context.lineTo(x + 3, y - 3);
  context.stroke();
}
