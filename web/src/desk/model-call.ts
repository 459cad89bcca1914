// What a chat request said, from its body.

export interface Message {
  role: string;
  text: string;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return JSON.stringify(content, null, 2) ?? '';
}

/** The messages of a chat request, or the inputs of an embedding request; null if it is neither. */
export function messagesOf(body: Uint8Array): Message[] | null {
  let request: unknown;
  try {
    request = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
  if (typeof request !== 'object' || request === null) return null;
  if ('messages' in request && Array.isArray(request.messages)) {
    return request.messages.map((message: { role?: unknown; content?: unknown }) => ({
      role: String(message.role ?? 'unknown'),
      text: textOf(message.content),
    }));
  }
  if ('input' in request) {
    const inputs: unknown[] = Array.isArray(request.input) ? request.input : [request.input];
    return inputs.map((input) => ({ role: 'input', text: textOf(input) }));
  }
  return null;
}
