/** What the bench sends to the services' process. */
export interface Question {
  id: number;
  command: string;
  parameters: unknown[];
}

/** What comes back; `problem` instead of a value when the command threw. */
export interface Reply {
  id: number;
  value?: unknown;
  problem?: string;
}

/** What the process says first: the services run. */
export interface Greeting {
  /** What a function needs to find them, as environment variables; the table's name comes from each case. */
  environment: Record<string, string>;
  /** PEM; whoever speaks to the services has to trust it. */
  certificate: string;
  /** How long each kind of service takes to answer. */
  delaysMs: { vendor: number; aws: number };
}
