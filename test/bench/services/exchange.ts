import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

/** One request that passed through a front, read whole. */
export interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Answered {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** Gets an answer to a request, wherever from. */
export type Exchange = (asked: Asked) => Promise<Answered>;

/** Asks the service at `url`, by plain HTTP over connections that stay. */
export function askAt(url: string): Exchange {
  const agent = new Agent({ keepAlive: true });
  return async ({ method, path, headers, body }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answered>();
    const { 'transfer-encoding': _, ...kept } = headers;
    const sent = request(
      new URL(path, url),
      { method, agent, headers: { ...kept, 'content-length': body.length } },
      async (response) => {
        const chunks = await response.toArray();
        const { connection: _hop, 'transfer-encoding': _chunked, ...own } = response.headers;
        resolve({
          status: response.statusCode ?? 0,
          headers: own,
          body: Buffer.concat(chunks),
        });
      },
    );
    sent.on('error', reject).end(body);
    return promise;
  };
}
