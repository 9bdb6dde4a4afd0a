import type { Limits } from '../account/find-findings.ts';
import type { Clock } from '../shared/clock.ts';
import type { Table } from '../store/table.ts';

/** What an audit needs of the outside world: the table to read, and what time it is. */
export interface Dependencies {
  table: Table;
  clock: Clock;
  limits: Limits;
}
