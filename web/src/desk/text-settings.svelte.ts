// How terminals are shown as text, kept in this browser.

const KEY = 'assay.desk.text';
const SIZES = [11, 12, 13, 14, 16, 18];

export class TextSettings {
  size = $state(13);
  wrap = $state(false);

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<TextSettings>;
      if (SIZES.includes(kept.size ?? 0)) this.size = kept.size!;
      this.wrap = kept.wrap === true;
    } catch {
      // What cannot be read is as if nothing was kept.
    }
  }

  /** To the next larger or smaller size. */
  resize(by: 1 | -1): void {
    this.size = SIZES[SIZES.indexOf(this.size) + by] ?? this.size;
    this.keep();
  }

  setWrap(wrap: boolean): void {
    this.wrap = wrap;
    this.keep();
  }

  private keep(): void {
    try {
      localStorage.setItem(KEY, JSON.stringify({ size: this.size, wrap: this.wrap }));
    } catch {
      // Without storage it holds for this page.
    }
  }
}
