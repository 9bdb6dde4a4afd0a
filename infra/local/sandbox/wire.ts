import type { ServerResponse } from 'node:http';
import { toRequestId } from './random.ts';
import type { Reply } from './reply.ts';
import type { Fault } from './scenario.ts';

/** A reply as bytes. After `brokenAt` bytes the connection breaks; `chunked` does not declare the length. */
export interface Wire {
  status: number;
  headers: Record<string, string>;
  payload: Buffer;
  brokenAt?: number;
  chunked?: boolean;
}

/** Turns a reply into bytes, with the request ids that the vendor's gateway adds to every one. */
export function toWire(reply: Reply, random: () => number): Wire {
  const payload = Buffer.from(reply.text ?? toJson(reply.body));
  return {
    status: reply.status,
    headers: {
      ...(payload.length > 0 ? { 'content-type': 'application/json' } : {}),
      'x-amzn-RequestId': toRequestId(random),
      'x-eig-tracking-id': toRequestId(random),
      ...reply.headers,
    },
    payload,
  };
}

const toJson = (body: unknown): string => (body === undefined ? '' : JSON.stringify(body));

/** What a fault does to the bytes of a reply; other faults leave them as they are. */
export function spoilWire(wire: Wire, fault: Fault): Wire {
  const half = Math.floor(wire.payload.length / 2);
  switch (fault.type) {
    case 'truncate':
      return fault.variant === 'broken'
        ? { ...wire, brokenAt: half }
        : { ...wire, payload: wire.payload.subarray(0, half) };
    case 'wrongContentType':
      return { ...wire, headers: { ...wire.headers, 'content-type': fault.contentType } };
    case 'hugeBody':
      return { ...wire, payload: pad(wire.payload, fault.bytes), chunked: fault.chunked };
    case 'garbage':
      return { ...wire, payload: Buffer.from(fault.body) };
    default:
      return wire;
  }
}

function pad(payload: Buffer, bytes: number): Buffer {
  return Buffer.concat([payload, Buffer.alloc(Math.max(0, bytes - payload.length), ' ')]);
}

export function sendWire(response: ServerResponse, wire: Wire): void {
  const { status, headers, payload, brokenAt, chunked } = wire;
  const length = chunked || status === 204 ? {} : { 'content-length': String(payload.length) };
  response.writeHead(status, { ...headers, ...length });
  if (brokenAt === undefined) response.end(payload);
  else response.write(payload.subarray(0, brokenAt), () => response.destroy());
}
