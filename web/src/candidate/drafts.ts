// Text that was written and not sent yet, kept in this browser so that a reload loses nothing.

export class Drafts {
  constructor(private session: string) {}

  read(name: string): string {
    try {
      return localStorage.getItem(this.key(name)) ?? '';
    } catch {
      return '';
    }
  }

  /** An empty draft is removed. Where storage is disabled, drafts last as long as the page. */
  keep(name: string, text: string): void {
    try {
      if (text === '') localStorage.removeItem(this.key(name));
      else localStorage.setItem(this.key(name), text);
    } catch {
      // Nothing can be done: private windows may refuse storage.
    }
  }

  private key(name: string): string {
    return `assay:${this.session}:${name}`;
  }
}
