import { count } from '../local/style.ts';
import { ask } from './ask.ts';
import { checkAlias } from './audit-command-line.ts';
import { note, runCommand } from './command.ts';
import { RefusedError } from './errors.ts';
import { checkForgettable, forgetAccount } from './forget-account.ts';
import { readForgetOptions } from './forget-command-line.ts';
import { describeSources, withSources } from './source.ts';

const options = readForgetOptions(process.argv);
const { account, yes } = options;

await runCommand(async () => {
  checkAlias(account);
  await withSources(options, account, async ([source]) => {
    if (source === undefined) return;
    await checkForgettable(source, account);
    const where = describeSources([source]);
    await confirm(where);
    const deleted = await forgetAccount(source.table, account, (sum) => note(`${sum} deleted …`));
    process.stdout.write(`Deleted ${count(deleted, 'item')} of "${account}" from ${where}.\n`);
  });
});

/** Throws RefusedError unless somebody types the alias, or has repeated it. */
async function confirm(where: string): Promise<void> {
  const typed =
    yes ??
    (await ask({
      text: `Delete all that ${where} holds of "${account}"? Type its alias: `,
      otherwise: `Nothing was deleted: run it in a terminal, where it can ask, or add --yes ${account}.`,
    }));
  if (typed.trim() === account) return;
  throw new RefusedError(`Nothing was deleted, because "${account}" was not repeated.`);
}
