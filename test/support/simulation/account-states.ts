import type { Item } from '../../../lambda/store/items.ts';
import type { World } from './world.ts';

/** All that an account's item in the table was between two moments of the order of things, since noon if none is given. */
export function listStates(
  { writes, table }: World,
  alias: string,
  { from = 0, until = Number.POSITIVE_INFINITY } = {},
): Item[] {
  const own = writes.filter(({ pk, sk }) => pk === 'ACCOUNTS' && sk === alias);
  const first = own[0] ? own[0].before : table.list('ACCOUNTS').find(({ sk }) => sk?.S === alias);
  const states = [
    { item: first, order: 0 },
    ...own.map(({ after, order }) => ({ item: after, order })),
  ];
  const place = states.findLastIndex(({ order }) => order <= from);
  return states
    .slice(Math.max(0, place))
    .filter(({ order }) => order <= until)
    .map(({ item }) => item)
    .filter((item) => item !== undefined);
}
