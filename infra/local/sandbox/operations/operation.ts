import type { SandboxAccount } from '../account.ts';
import type { Reply } from '../reply.ts';
import type { Switches } from '../switches.ts';
import type { Role } from '../tokens.ts';

/** What an operation may use. It answers at once: time passes only outside. */
export interface OperationContext {
  /** The account as it is; a write changes it in place. */
  account: SandboxAccount;
  /** The account as a read sees it, which may lag behind the last write. */
  view: SandboxAccount;
  query: URLSearchParams;
  /** The parsed JSON body of a PUT or POST; undefined if it was empty. */
  body: unknown;
  role: Role;
  switches: Switches;
  random: () => number;
  sendConfirmationMail: (emailAddress: string) => void;
}

/** One documented operation. Without a scope it needs no privilege either; `account_update` needs the owner. */
export interface Operation {
  method: 'GET' | 'PUT' | 'POST';
  path: string;
  scope?: 'account_read' | 'account_update';
  run: (context: OperationContext) => Reply;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
