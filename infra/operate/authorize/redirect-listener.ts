import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { errorCode } from '../../local/error-code.ts';
import { NotConnectedError } from './errors.ts';

/** Where the vendor sends the browser after the consent: an application has to register exactly this address. */
const REDIRECT = { host: 'localhost', port: 8765, path: '/callback' } as const;

export const DEFAULT_PORT = REDIRECT.port;

/** A browser may take either address for localhost; not every machine has the second. */
const ADDRESSES = ['127.0.0.1', '::1'] as const;

/** Nothing runs and nothing is loaded; nobody keeps the page or learns its address, in which the code stands. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
} as const;

/** A page for the browser that was sent here. */
export interface ResultPage {
  worked: boolean;
  markup: string;
}

export interface RedirectListener {
  redirectUri: string;
  /** Waits for the first redirect; rejects with the signal's reason. */
  receive(signal: AbortSignal): Promise<ReceivedRedirect>;
  close(): Promise<void>;
}

export interface ReceivedRedirect {
  url: URL;
  /** Answers the waiting browser; one that has gone is no failure. */
  show(page: ResultPage): Promise<void>;
}

/** Listens on this machine alone for the one redirect. Throws NotConnectedError when the port is taken. */
export async function listenForRedirect(port: number): Promise<RedirectListener> {
  const origin = `http://${REDIRECT.host}:${port}`;
  const received = Promise.withResolvers<ReceivedRedirect>();
  let isFirst = true;

  function answer(path: string | undefined, response: ServerResponse): void {
    const url = URL.parse(path ?? '/', origin);
    if (!isFirst || url?.pathname !== REDIRECT.path) {
      response.writeHead(404, { connection: 'close' }).end();
      return;
    }
    isFirst = false;
    received.resolve({ url, show: (page) => send(response, page) });
  }

  const servers = await openServers(port, (server) =>
    server.on('request', (request, response) => answer(request.url, response)),
  );
  return {
    redirectUri: `${origin}${REDIRECT.path}`,
    receive: (signal) => Promise.race([received.promise, rejectWhenAborted(signal)]),
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
}

async function openServers(port: number, prepare: (server: Server) => Server): Promise<Server[]> {
  const servers: Server[] = [];
  for (const address of ADDRESSES) {
    const server = prepare(createServer());
    try {
      server.listen(port, address);
      await once(server, 'listening');
      servers.push(server);
    } catch (error) {
      const isAbsent = errorCode(error) === 'EADDRNOTAVAIL' || errorCode(error) === 'EAFNOSUPPORT';
      if (isAbsent && servers.length > 0) continue;
      await Promise.all(servers.map(closeServer));
      throw explainPort(error, port);
    }
  }
  return servers;
}

function explainPort(error: unknown, port: number): unknown {
  if (errorCode(error) !== 'EADDRINUSE' && errorCode(error) !== 'EACCES') return error;
  return new NotConnectedError(
    `Port ${port}, on which the consent comes back, cannot be used (${errorCode(error)}): stop the program that listens there, or register another address and give its --port.`,
  );
}

async function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

async function send(response: ServerResponse, { worked, markup }: ResultPage): Promise<void> {
  response.writeHead(worked ? 200 : 400, HEADERS).end(markup);
  await finished(response).catch(() => undefined);
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
