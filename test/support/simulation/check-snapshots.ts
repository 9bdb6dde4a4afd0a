import { fromItem, headerSchema, type StoredHeader } from '../../../lambda/store/items.ts';
import { readSnapshot } from '../../../lambda/store/snapshots.ts';
import { findUntrue } from './check-truth.ts';
import { type Commit, checkEvent, checkSettled, compareChanges, isChange } from './commits.ts';
import type { BusEvent } from './event-bus.ts';
import { countLost, expectChanges } from './expected-changes.ts';
import { findMaker } from './find-maker.ts';
import { carryWaiting, findOldestWaiting, type Waiting } from './pending.ts';
import { type Parts, type Truth, toParts } from './truth.ts';
import type { NotedWrite, World } from './world.ts';

/** What is known of one account's snapshots, from one night to the next. */
interface Known {
  number: number;
  parts: Parts | undefined;
  features: readonly string[];
  waiting: Waiting;
  /** By number: commits whose events are not all out, or were not when last looked at. */
  open: Map<number, Commit>;
}

/** An account's newest snapshot. */
export interface Newest {
  number: number;
  parts: Parts | undefined;
  isSettled: boolean;
  /** Since when its longest waiting unconfirmed sender waits, ISO 8601. */
  oldestPendingSince: string | null;
}

/** Follows every snapshot of all accounts, and says what was wrong with them. */
export interface SnapshotLedger {
  /** Looks at what was written and told since the last call. */
  check(): Promise<string[]>;
  /** The newest snapshot as it is stored. */
  newest(alias: string): Newest;
  counts: { snapshots: number; changes: number; losses: number; repeats: number };
}

export function openSnapshotLedger(world: World): SnapshotLedger {
  const knowns = new Map<string, Known>(
    [...world.accounts.keys()].map((alias) => [
      alias,
      { number: 0, parts: undefined, features: [], waiting: new Map(), open: new Map() },
    ]),
  );
  const counts = { snapshots: 0, changes: 0, losses: 0, repeats: 0 };

  function truthOf(alias: string): Truth {
    const truth = world.vendor.truths.get(world.accounts.get(alias) ?? '');
    if (truth === undefined) throw new Error(`There is no truth about ${alias}.`);
    return truth;
  }

  function hadOmission(alias: string, fromMs: number, untilMs: number): boolean {
    const accountId = world.accounts.get(alias);
    return world.vendor.omissions.some(
      (one) => one.accountId === accountId && one.atMs >= fromMs && one.atMs <= untilMs,
    );
  }

  async function checkWrite(write: NotedWrite): Promise<string[]> {
    const alias = write.pk.replace('ACCOUNT#', '');
    const known = knowns.get(alias);
    if (known === undefined) return [];
    if (write.sk.startsWith('SNAPSHOT#')) {
      const header = fromItem(headerSchema, write.after);
      return write.before === undefined
        ? await checkCommit(alias, known, header, write)
        : checkMark(alias, known, header, write);
    }
    if (write.sk.startsWith('CONTENT#') && write.before !== undefined) {
      const isSame =
        Buffer.compare(write.before['bytes']?.B ?? EMPTY, write.after['bytes']?.B ?? EMPTY) === 0;
      return isSame ? [] : [`${alias}: a content part was written over with other bytes`];
    }
    if (write.sk.startsWith('RUN#')) return await checkRun(alias, known, write);
    return [];
  }

  async function checkCommit(
    alias: string,
    known: Known,
    header: StoredHeader,
    noted: NotedWrite,
  ): Promise<string[]> {
    const name = `${alias}/${header.number}`;
    const problems: string[] = [];
    const last = known.open.get(known.number);
    if (header.number !== known.number + 1) problems.push(`${name} follows ${known.number}`);
    if (last && !last.settled)
      problems.push(`${name} was committed before ${known.number} was settled`);
    if (header.accountId !== world.accounts.get(alias))
      problems.push(`${name} is of another account`);
    const snapshot = await readSnapshot(world.openTable, alias, header);
    const parts = toParts(snapshot.body.content);
    const fromMs = Date.parse(header.checkStartedAt);
    const untrue = findUntrue({
      parts,
      before: known.parts,
      versions: truthOf(alias).between(fromMs, noted.atMs),
      hadOmission: hadOmission(alias, fromMs, noted.atMs),
    });
    const told = {
      versions: truthOf(alias).versions.filter((version) => version.fromMs <= noted.atMs),
      checkStartedMs: fromMs,
    };
    problems.push(...untrue.map((what) => `${name}, checked ${header.checkStartedAt}: ${what}`));
    const changes = expectChanges(known.parts, parts).map((change) => ({
      ...change,
      madeBy: known.parts && findMaker(change, { before: known.parts, after: parts }, told),
    }));
    const losses = countLost(known.parts, parts);
    problems.push(...compareChanges(name, changes, snapshot, known.features));
    const expected = new Map(
      snapshot.body.changes.map(({ kind, emailAddress = '' }, index) => {
        const subject = emailAddress.toLowerCase();
        const change = changes.find(
          (one) => one.kind === kind && (!subject || one.subject === subject),
        );
        return [`${name}/${index}`, change ?? { kind, subject: 'replies' }];
      }),
    );
    known.open.set(header.number, { header, noted, expected, losses, told: new Map() });
    known.waiting = carryWaiting(known.waiting, parts.senders, header.checkStartedAt);
    const oldest = findOldestWaiting(known.waiting, parts.senders);
    if (header.oldestPendingSince !== oldest) {
      problems.push(
        `${name} has senders that wait since ${header.oldestPendingSince}, not ${oldest}`,
      );
    }
    known.number = header.number;
    known.parts = parts;
    known.features = header.features;
    counts.snapshots += 1;
    counts.changes += changes.length;
    counts.losses += losses;
    return problems;
  }

  function checkMark(
    alias: string,
    known: Known,
    header: StoredHeader,
    noted: NotedWrite,
  ): string[] {
    const name = `${alias}/${header.number}`;
    const { settledAt: _, ...before } = fromItem(headerSchema, noted.before ?? {});
    const { settledAt: at, ...after } = header;
    const commit = known.open.get(header.number);
    if (JSON.stringify(before) !== JSON.stringify(after) || at === undefined || !commit) {
      return [`${name} was written over`];
    }
    commit.settled = noted;
    return [];
  }

  async function checkRun(alias: string, known: Known, write: NotedWrite): Promise<string[]> {
    const { outcome, checkStartedAt, finishedAt, snapshot } = readRun(write);
    if (outcome !== 'changed' && outcome !== 'unchanged') return [];
    const commit = known.open.get(Number(snapshot));
    const parts = Number(snapshot) === known.number ? known.parts : undefined;
    const claimed =
      parts ??
      (commit && toParts((await readSnapshot(world.openTable, alias, commit.header)).body.content));
    if (claimed === undefined)
      return [`a good run of ${alias} names the unknown snapshot ${snapshot}`];
    const [fromMs, untilMs] = [Date.parse(checkStartedAt), Date.parse(finishedAt)];
    const untrue = findUntrue({
      parts: claimed,
      before: claimed,
      versions: truthOf(alias).between(fromMs, untilMs),
      hadOmission: hadOmission(alias, fromMs, untilMs),
    });
    return untrue.map(
      (what) => `a good run of ${alias} at ${checkStartedAt} names snapshot ${snapshot}: ${what}`,
    );
  }

  function noteEvent(event: BusEvent): string[] {
    if (!isChange(event)) return [];
    const { id, account, snapshot } = event.detail as {
      id: string;
      account: string;
      snapshot: number;
    };
    const commit = knowns.get(account)?.open.get(snapshot);
    const change = commit?.expected.get(id);
    if (commit === undefined || change === undefined)
      return [`the event ${id} tells of nothing that is stored`];
    const earlier = commit.told.get(id) ?? [];
    commit.told.set(id, [...earlier, event]);
    counts.repeats += earlier.length > 0 ? 1 : 0;
    return checkEvent(id, event, { commit, change, first: earlier[0] });
  }

  function closeCommits(): string[] {
    return [...knowns].flatMap(([alias, known]) =>
      [...known.open.values()].flatMap((commit) => {
        const { settled, header } = commit;
        if (settled === undefined) return [];
        if (!commit.isClosed) {
          commit.isClosed = true;
          return checkSettled(`${alias}/${header.number}`, commit, settled);
        }
        // A run that overlapped has ended by now, so nothing will speak of it again.
        if (header.number < known.number) known.open.delete(header.number);
        return [];
      }),
    );
  }

  return {
    counts,
    newest: (alias) => {
      const { number = 0, parts, waiting = new Map(), open } = knowns.get(alias) ?? {};
      const isSettled = open?.get(number)?.settled !== undefined;
      const oldestPendingSince = findOldestWaiting(waiting, parts?.senders ?? {});
      return { number, parts, isSettled, oldestPendingSince };
    },
    check: async () => {
      const problems: string[] = [];
      for (const write of world.writes) problems.push(...(await checkWrite(write)));
      for (const event of world.events) problems.push(...noteEvent(event));
      return [...problems, ...closeCommits()];
    },
  };
}

const EMPTY = new Uint8Array();

function readRun({ after }: NotedWrite) {
  const text = (name: string) => after[name]?.S ?? after[name]?.N ?? '';
  return {
    outcome: text('outcome'),
    checkStartedAt: text('checkStartedAt'),
    finishedAt: text('finishedAt'),
    snapshot: text('snapshot'),
  };
}
