// Characters that cannot be seen are shown by their number, so that nothing in a name or a text moves the
// words around it. The marks that a script needs between its letters, such as a joiner, stay.

// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text with `⟨U+202E⟩` for a mark that would turn the direction of writing. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (letter) => {
    const number = letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `⟨U+${number}⟩`;
  });
}
