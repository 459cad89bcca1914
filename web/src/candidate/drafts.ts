// What is written and not sent yet, kept in this browser so that a reload loses nothing.

export class Drafts {
  constructor(private session: string) {}

  read(name: string): string {
    try {
      return localStorage.getItem(this.key(name)) ?? '';
    } catch {
      return '';
    }
  }

  /** Keeps a draft; an empty one is forgotten. Where storage is off, drafts last as long as the page. */
  keep(name: string, text: string): void {
    try {
      if (text === '') localStorage.removeItem(this.key(name));
      else localStorage.setItem(this.key(name), text);
    } catch {
      // Nothing to be done: private windows may refuse storage.
    }
  }

  private key(name: string): string {
    return `assay:${this.session}:${name}`;
  }
}
