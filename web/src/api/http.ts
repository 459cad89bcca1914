// Requests to the service. Every failure becomes an ApiError with a sentence for people.

import type { ErrorView } from './types';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The code of an error that no server sent, because the service could not be reached. */
export const UNREACHABLE = 'unreachable';

interface Options {
  method?: string;
  body?: unknown;
  token?: string;
  signal?: AbortSignal;
}

async function send(path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = {};
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  const init: RequestInit = { method: options.method ?? 'GET', headers, signal: options.signal };
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, UNREACHABLE, 'The service is not responding. Check your connection.');
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function errorOf(response: Response): Promise<ApiError> {
  const fallback = `The service answered with an error (${response.status}). Try again in a moment.`;
  try {
    const view = (await response.json()) as Partial<ErrorView>;
    return new ApiError(response.status, view.code ?? 'unknown', view.message ?? fallback);
  } catch {
    return new ApiError(response.status, 'unknown', fallback);
  }
}

export async function requestJson<T>(path: string, options: Options = {}): Promise<T> {
  return (await (await send(path, options)).json()) as T;
}

export async function requestNothing(path: string, options: Options = {}): Promise<void> {
  await send(path, options);
}

export async function requestBytes(path: string, options: Options = {}): Promise<Uint8Array> {
  return new Uint8Array(await (await send(path, options)).arrayBuffer());
}

export function asApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  return new ApiError(0, 'page', `This page failed: ${String(cause)}. Reload it.`);
}
