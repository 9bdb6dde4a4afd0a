import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/**
 * A reply word for word, or a way of failing: `silent` never answers, `stall` never ends its body. A function is called
 * when the request has come.
 */
export type ScriptedReply =
  | { status?: number; headers?: Record<string, string>; body?: string | object }
  | 'drop'
  | 'silent'
  | 'stall'
  | 'truncate'
  | 'endless'
  | (() => ScriptedReply);

export interface ReceivedRequest {
  method: string;
  url: string;
  token: string;
  body: string;
}

export interface ScriptedVendor {
  apiUrl: string;
  received: ReceivedRequest[];
}

/** Answers each request with the next reply of the script, the last one again and again; stops with the test. */
export async function startScriptedVendor(...script: ScriptedReply[]): Promise<ScriptedVendor> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    received.push({
      method: request.method ?? '',
      url: request.url ?? '',
      token: request.headers.authorization?.replace('Bearer ', '') ?? '',
      body: await text(request),
    });
    play(script[received.length - 1] ?? script.at(-1) ?? 'drop', request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { apiUrl: `http://127.0.0.1:${port}/v3`, received };
}

function play(reply: ScriptedReply, request: IncomingMessage, response: ServerResponse): void {
  if (typeof reply === 'function') {
    play(reply(), request, response);
    return;
  }
  if (reply === 'drop') {
    request.socket.destroy();
    return;
  }
  if (reply === 'silent') return;
  if (typeof reply === 'object') {
    const { status = 200, headers = {}, body = '' } = reply;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    response.end(isRaw ? body : JSON.stringify(body));
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('[{"email_id":1,', () => {
    if (reply === 'truncate') request.socket.destroy();
    if (reply === 'endless') writeForEver(response);
  });
}

function writeForEver(response: ServerResponse): void {
  while (!response.destroyed && response.write(' '.repeat(65_536)));
  if (!response.destroyed) response.once('drain', () => writeForEver(response));
}
