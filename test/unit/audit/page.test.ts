import { describe, expect, it } from 'vitest';
import { cutPage, type Page } from '../../../lambda/audit/page.ts';
import { toAudited } from '../operate/audited.ts';

const LISTS = ['findings', 'senders', 'changes', 'runs'] as const;
const account = toAudited();

function cutAll(maxBytes: number): Page[] {
  const pages = [cutPage(account, 0, maxBytes)];
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
    pages.push(cutPage(account, next, maxBytes));
  }
  return pages;
}

describe('the pages of an account', () => {
  it.each([
    [1, 6],
    [700, 3],
    [5_000_000, 1],
  ])('of at most %i bytes are together the whole', (maxBytes, count) => {
    const pages = cutAll(maxBytes);

    for (const list of LISTS) {
      expect(pages.flatMap((page) => page.account[list] as object[])).toEqual(account[list]);
    }
    expect(new Set(pages.map(({ sum }) => sum)).size).toBe(1);
    expect(pages).toHaveLength(count);
  });

  it('have another sum when anything of the account is different', () => {
    const others = [
      toAudited({ checkedAt: '2026-11-02T02:15:00.000Z' }),
      toAudited({ runs: [] }),
      toAudited({ senders: account.senders.toReversed() }),
    ];

    const sums = [account, ...others].map((one) => cutPage(one, 0).sum);

    expect(new Set(sums).size).toBe(4);
  });
});
