import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

type ServiceErrorType =
  | 'AccessDeniedException'
  | 'InternalException'
  | 'InternalServiceError'
  | 'InvalidNextTokenException'
  | 'InvalidParameterException'
  | 'InvalidRequestException'
  | 'ResourceExistsException'
  | 'ResourceNotFoundException'
  | 'SerializationException'
  | 'ThrottlingException'
  | 'UnknownOperationException'
  | 'UnrecognizedClientException'
  | 'ValidationException';

/** These are the service's own fault (status 500); all others are the caller's (400). */
const INTERNAL: readonly ServiceErrorType[] = ['InternalException', 'InternalServiceError'];

/** What a service answers instead of a result; `type` is what the SDK makes its error class of. Holds no value. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly type: ServiceErrorType;

  constructor(type: ServiceErrorType, message: string) {
    super(message);
    this.type = type;
  }
}

/** A service that speaks AWS JSON 1.1: one address, the operation in a header, JSON both ways. */
export interface AwsJsonService {
  /** Stands before the operation's name in `X-Amz-Target`. */
  targetPrefix: string;
  /** When given, only requests signed with this access key id are answered: the port is open to the whole machine. */
  accessKeyId: string | undefined;
  /** The reply to one operation. Throws a ServiceError for what is refused. */
  answer(operation: string, input: unknown): Promise<object>;
  /** What any other error becomes: its own words could hold a value. */
  toServiceError(error: unknown): ServiceError;
}

export interface AwsJsonServer {
  url: string;
  close(): Promise<void>;
}

/** Starts the service on a free port of the loopback interface. Signatures are not verified. */
export async function startAwsJson(service: AwsJsonService): Promise<AwsJsonServer> {
  const server = createServer((request, response) => {
    answer(request, service).then(
      (reply) => send(response, 200, reply),
      (error: unknown) => sendError(response, toServiceError(error, service)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

async function answer(request: IncomingMessage, service: AwsJsonService): Promise<object> {
  requireKey(request, service.accessKeyId);
  return await service.answer(readOperation(request, service), await readInput(request));
}

/** With a key id given, only what is signed with that one passes; else any signed request does. */
function requireKey(request: IncomingMessage, accessKeyId: string | undefined): void {
  const authorization = request.headers.authorization ?? '';
  const signedWith = /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(authorization)?.[1];
  if (signedWith !== undefined && signedWith === (accessKeyId ?? signedWith)) return;
  throw new ServiceError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );
}

function readOperation(request: IncomingMessage, { targetPrefix }: AwsJsonService): string {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string' || !target.startsWith(targetPrefix)) {
    throw new ServiceError('UnknownOperationException', `No target ${targetPrefix}… was named.`);
  }
  return target.slice(targetPrefix.length);
}

async function readInput(request: IncomingMessage): Promise<unknown> {
  try {
    return await json(request);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ServiceError('SerializationException', 'The request is not JSON.');
  }
}

function toServiceError(error: unknown, service: AwsJsonService): ServiceError {
  return error instanceof ServiceError ? error : service.toServiceError(error);
}

function sendError(response: ServerResponse, { type, message }: ServiceError): void {
  send(response, INTERNAL.includes(type) ? 500 : 400, { __type: type, message });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'Content-Type': 'application/x-amz-json-1.1',
    'x-amzn-RequestId': randomUUID(),
  });
  response.end(JSON.stringify(body));
}
