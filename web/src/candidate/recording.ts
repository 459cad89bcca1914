// What a page says when nothing can be recorded. The reason comes from the server, in sentences.

export function recordingStopped(reason: string): string {
  return `Recording has stopped. ${reason} Terminals wait until it resumes; nothing on the screen is lost.`;
}
