import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from './exchange.ts';

/** What stands in front of a service: TLS, and the time that the network and the service would take. */
export interface Front {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts a front on a free port of the loopback interface. A reply leaves `delayMs` after its request has come, or as
 * soon as the service behind has answered if that is later.
 */
export async function startFront(
  exchange: Exchange,
  { delayMs, key, certificate }: { delayMs: number; key: string; certificate: string },
): Promise<Front> {
  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const delay = sleep(delayMs);
    const { method = 'GET', url: path = '/', headers } = incoming;
    const body = Buffer.concat(await incoming.toArray());
    const [reply] = await Promise.all([exchange({ method, path, headers, body }), delay]);
    outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length });
    outgoing.end(reply.body);
  }

  const server = createServer({ key, cert: certificate }, (incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
