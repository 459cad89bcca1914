// Durations that are printed and not asserted.

/** Some quantiles, in milliseconds (nearest rank), as one line. */
export function spread(samples: number[]): string {
  const sorted = samples.toSorted((left, right) => left - right);
  const at = (share: number) => `${sorted[Math.floor(share * (sorted.length - 1))].toFixed(0)} ms`;
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)}`;
}
