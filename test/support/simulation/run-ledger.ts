import type { Item } from '../../../lambda/store/items.ts';
import type { World } from './world.ts';

/** What the runs of all accounts have come to, from the first night on. */
export interface RunLedger {
  /** Takes in what was recorded since the last call. */
  note(): void;
  /** The newest good run, and the newest that was not deferred; runs are ordered by when their check began. */
  newest(alias: string): { good: Item | undefined; checked: Item | undefined };
}

export function openRunLedger(world: World): RunLedger {
  const good = new Map<string, Item>();
  const checked = new Map<string, Item>();

  function keep(newest: Map<string, Item>, alias: string, run: Item): void {
    const { sk } = newest.get(alias) ?? {};
    if ((run['sk']?.S ?? '') > (sk?.S ?? '')) newest.set(alias, run);
  }

  return {
    note: () => {
      for (const { pk, sk, after: run } of world.writes) {
        if (!sk.startsWith('RUN#') || run === undefined) continue;
        const alias = pk.replace('ACCOUNT#', '');
        if (isGoodRun(run)) keep(good, alias, run);
        if (run['outcome']?.S !== 'deferred') keep(checked, alias, run);
      }
    },
    newest: (alias) => ({ good: good.get(alias), checked: checked.get(alias) }),
  };
}

export function isGoodRun(run: Item | undefined): boolean {
  return run?.['outcome']?.S === 'changed' || run?.['outcome']?.S === 'unchanged';
}
