import type { Clock } from '../../../lambda/shared/clock.ts';
import type { AccountStore } from './account.ts';
import type { Admit } from './limits.ts';
import type { AuthorizationServer } from './oauth/authorization-server.ts';
import type { Reply } from './reply.ts';
import type { Switches } from './switches.ts';
import type { Tokens } from './tokens.ts';

/** One confirmation mail that the vendor would have sent; `at` in epoch milliseconds. */
export interface ConfirmationMail {
  accountId: string;
  email_address: string;
  at: number;
}

/** What every part of one sandbox shares. */
export interface SandboxState {
  clock: Clock;
  random: () => number;
  switches: Switches;
  store: AccountStore;
  tokens: Tokens;
  admit: Admit;
  oauth: AuthorizationServer;
  confirmationMails: ConfirmationMail[];
}

/** One request after its body has arrived. `path` is without `/v3` where it began with it. */
export interface IncomingRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: { authorization?: string | undefined; 'content-type'?: string | undefined };
  rawBody: string;
  /** Whether the path lay under `/v3`. */
  underApi: boolean;
}

/** A reply with what the record keeps of it: `acted` is true when an operation was carried out. */
export interface Answer {
  reply: Reply;
  accountId?: string;
  acted: boolean;
}
