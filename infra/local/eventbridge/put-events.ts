import * as z from 'zod/mini';
import { ServiceError } from '../aws-json.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const LIMITS = {
  /** Of a request. */
  entries: 10,
  /** What all entries of a request together must stay under, counted by what stands in their fields. */
  bytes: 1024 * 1024,
  detailTypeCharacters: 128,
} as const;

/** What a time counts for in the size of an entry, however it is written. */
const TIME_BYTES = 14;

const entrySchema = z.object({
  /** Epoch seconds. */
  Time: z.optional(z.number()),
  Source: z.optional(z.string()),
  DetailType: z.optional(z.string()),
  Detail: z.optional(z.string()),
  Resources: z.optional(z.array(z.string())),
  EventBusName: z.optional(z.string()),
});

const inputSchema = z.object({ Entries: z.array(entrySchema) });

const detailSchema = z.record(z.string(), z.unknown());

type Entry = z.infer<typeof entrySchema>;

/** An event that was taken. */
export interface RecordedEvent {
  /** What the caller was told. */
  id: string;
  /** ISO 8601. */
  time: string;
  source: string;
  detailType: string;
  detail: Record<string, unknown>;
  resources: readonly string[];
  eventBusName: string;
}

/** Why one entry was not taken, in the service's words. */
export interface Refusal {
  ErrorCode: string;
  ErrorMessage: string;
}

export interface PutContext {
  nowMs: number;
  newId: () => string;
  maxRequestBytes: number;
}

/** One result for each entry, in order. Throws a ServiceError when the whole request is refused. */
export function readEntries(input: unknown, context: PutContext): (RecordedEvent | Refusal)[] {
  const entries = parseEntries(input);
  requireCount(entries.length);
  requireSize(entries, context.maxRequestBytes);
  return entries.map((entry) => readEntry(entry, context));
}

export function isTaken(result: RecordedEvent | Refusal): result is RecordedEvent {
  return 'id' in result;
}

function parseEntries(input: unknown): Entry[] {
  const parsed = inputSchema.safeParse(input);
  if (parsed.success) return parsed.data.Entries;
  const fields = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new ServiceError('SerializationException', `The request has no usable ${fields}.`);
}

function requireCount(count: number): void {
  if (count >= 1 && count <= LIMITS.entries) return;
  const limit =
    count < 1 ? 'greater than or equal to 1' : `less than or equal to ${LIMITS.entries}`;
  throw new ServiceError(
    'ValidationException',
    `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${limit}`,
  );
}

function requireSize(entries: readonly Entry[], maxBytes: number): void {
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes < maxBytes) return;
  throw new ServiceError(
    'ValidationException',
    'Total size of the entries in the request is over the limit.',
  );
}

function sizeOf({
  Time,
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
}: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  const textBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return textBytes + (Time === undefined ? 0 : TIME_BYTES);
}

function readEntry(entry: Entry, { nowMs, newId }: PutContext): RecordedEvent | Refusal {
  const { Time, Source, DetailType, Detail, Resources = [], EventBusName = 'default' } = entry;
  if (!Source) return refuseField('Source', 'Source is a required argument.');
  if (!DetailType) return refuseField('DetailType', 'DetailType is a required argument.');
  if (!Detail) return refuseField('Detail', 'Detail is a required argument.');
  if (DetailType.length > LIMITS.detailTypeCharacters) {
    return refuseField('DetailType', `It has more than ${LIMITS.detailTypeCharacters} characters.`);
  }
  const detail = parseDetail(Detail);
  if (detail === undefined) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  return {
    id: newId(),
    time: new Date(Time === undefined ? nowMs : Time * 1000).toISOString(),
    source: Source,
    detailType: DetailType,
    detail,
    resources: Resources,
    eventBusName: EventBusName,
  };
}

function refuseField(field: string, reason: string): Refusal {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${field} is not valid. Reason: ${reason}`,
  };
}

function parseDetail(text: string): Record<string, unknown> | undefined {
  try {
    return detailSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
