import { TokenReplacedError } from './errors.ts';
import type { AccountToken } from './tokens.ts';

/** A token that stays the same until it is unpinned. */
export interface PinnedToken extends Pick<AccountToken, 'read' | 'reread' | 'explainRefusal'> {
  /** Lets the next read take whatever token there is then. */
  unpin(): void;
}

/**
 * Makes sure that everything read, compared and written between two `unpin` goes out with one token: another token may
 * open another account, and only the summary tells which. Throws `TokenReplacedError` when the secret has a new one.
 */
export function pinToken(token: AccountToken): PinnedToken {
  let pinned: string | undefined;
  function keep(current: string): string {
    pinned ??= current;
    if (current !== pinned) throw new TokenReplacedError();
    return current;
  }
  return {
    read: async () => keep(await token.read()),
    reread: async () => keep(await token.reread()),
    explainRefusal: token.explainRefusal,
    unpin: () => {
      pinned = undefined;
    },
  };
}
