import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a caller of a failed function gets to see: `errorType` is the error's name. */
export interface FunctionFailure {
  errorType: string;
  errorMessage: string;
  /** The error's stack, line by line. */
  trace: string[];
}

export type InvocationResult = { payload: unknown } | FunctionFailure;

export interface Invocation {
  requestId: string;
  /** Epoch milliseconds at which the process will be stopped. */
  deadlineMs: number;
  event: unknown;
}

/** What a process has used since it was started. */
export interface Usage {
  cpuMs: number;
  /** The most memory that it ever held, in MB of 1,000,000 bytes. */
  peakMb: number;
}

/** Lambda's Runtime API for one process: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export interface RuntimeApi {
  /** Host and port. */
  address: string;
  /** Resolves when the process first asks for an event: its module is loaded. */
  ready: Promise<void>;
  /** Resolves when the process says that it cannot go on. */
  failed: Promise<FunctionFailure>;
  /** Hands an event over as soon as the process asks for one; resolves with what it posts. One at a time. */
  run(invocation: Invocation): Promise<InvocationResult>;
  /** As of the newest request of the process. */
  usage(): Usage;
  close(): Promise<void>;
}

const PREFIX = '/2018-06-01/runtime';

/** Bytes; Lambda's own quota for the reply of a synchronous invocation, 6 MB and a little. */
const MAX_PAYLOAD_BYTES = 6_291_556;

/** Starts it on a free port of the loopback interface. */
export async function startRuntimeApi(functionArn: string): Promise<RuntimeApi> {
  const ready = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<FunctionFailure>();
  let poll = Promise.withResolvers<ServerResponse>();
  let result = Promise.withResolvers<InvocationResult>();
  let pathOfCurrent: string | undefined;
  let usage: Usage = { cpuMs: 0, peakMb: 0 };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : '';
    const body = await text(request);
    usage = readUsage(request);
    if (path === '/invocation/next') {
      ready.resolve();
      return poll.resolve(response);
    }
    response.setHeader('content-type', 'application/json');
    if (path === '/init/error') failed.resolve(JSON.parse(body));
    else if (path === `${pathOfCurrent}/response`) result.resolve(toResult(body));
    else if (path === `${pathOfCurrent}/error`) result.resolve(JSON.parse(body));
    else return void response.writeHead(400).end('{"errorType":"InvalidRequest"}');
    response.writeHead(202).end('{"status":"OK"}');
  }

  const { address, close } = await listen(answer);
  return {
    address,
    ready: ready.promise,
    failed: failed.promise,
    run: async ({ requestId, deadlineMs, event }) => {
      const response = await poll.promise;
      poll = Promise.withResolvers();
      result = Promise.withResolvers();
      pathOfCurrent = `/invocation/${requestId}`;
      response.writeHead(200, {
        'content-type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': requestId,
        'Lambda-Runtime-Deadline-Ms': String(deadlineMs),
        'Lambda-Runtime-Invoked-Function-Arn': functionArn,
      });
      response.end(JSON.stringify(event ?? null));
      return result.promise;
    },
    usage: () => usage,
    close,
  };
}

function readUsage({ headers }: IncomingMessage): Usage {
  return {
    cpuMs: Number(headers['x-cpu-us']) / 1000,
    peakMb: (Number(headers['x-peak-kb']) * 1024) / 1_000_000,
  };
}

function toResult(body: string): InvocationResult {
  if (Buffer.byteLength(body) <= MAX_PAYLOAD_BYTES) return { payload: JSON.parse(body) };
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
    trace: [],
  };
}

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
) {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // An idle connection stays: its end could cross the reply of a handler that took longer.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
