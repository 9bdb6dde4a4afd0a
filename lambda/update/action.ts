import type { AccountSummary } from '../account/content.ts';
import type { AccountClient } from '../constant-contact/client.ts';
import type { FieldChange, Refusal } from './reply.ts';

/** A resource of the account as the vendor spells it; null when the account has none. */
export type Resource = Readonly<Record<string, unknown>> | null;

/** The live state of the account: its summary, read for every action, and the resource that the action is about. */
export interface LiveState {
  summary: AccountSummary;
  resource: Resource;
}

/** What an action has to do, judged by the live state. */
export interface Plan {
  /** What differs between the resource and the request, before and after; empty when it is already so. */
  changes: FieldChange[];
  /** What the update record keeps of the write: null for a removed field. */
  written: Record<string, string | null>;
  /** True when a resource shows everything that was asked for. */
  isDone(resource: Resource): boolean;
  /** Further checks that need the vendor; they come after `expect` and before any write. */
  check?(client: AccountClient): Promise<Refusal | undefined>;
  /** Sends the write; returns what the vendor answers, and whether that is the whole resource. */
  write(client: AccountClient): Promise<{ resource: Resource; isWhole: boolean }>;
}

/** One of the four actions: how to read its resource, and what there is to do. */
export interface Action {
  read(client: AccountClient): Promise<LiveState>;
  /** Reads the resource alone, to see whether a write shows. */
  look(client: AccountClient): Promise<Resource>;
  plan(resource: Resource): Plan | Refusal;
}

/** Tells a refusal from whatever else it may be. */
export function isRefusal(value: object | undefined): value is Refusal {
  return value !== undefined && 'code' in value;
}

/** Fields with other values than the resource has; what is absent on a side is null there. */
export function compareFields(
  resource: Resource,
  wanted: Readonly<Record<string, string | null>>,
): FieldChange[] {
  return Object.entries(wanted)
    .filter(([field, value]) => !isSameValue(field, fieldOf(resource, field), value))
    .map(([field, after]) => ({ field, before: fieldOf(resource, field), after }));
}

/** The letter case of a country code means nothing. */
export function isSameValue(field: string, a: string | null, b: string | null): boolean {
  if (field !== 'country_code') return a === b;
  return a?.toUpperCase() === b?.toUpperCase();
}

/** A resource's own value of a field; null when it has none, or an empty one. */
export function fieldOf(resource: Resource, field: string): string | null {
  const value = resource !== null && Object.hasOwn(resource, field) ? resource[field] : null;
  return typeof value === 'string' && value !== '' ? value : null;
}
