import { Command } from 'commander';
import { count } from '../local/style.ts';
import { ask } from './ask.ts';
import { checkAlias } from './audit-command-line.ts';
import { note, runCommand } from './command.ts';
import { RefusedError } from './errors.ts';
import { checkForgettable, forgetAccount } from './forget-account.ts';
import { describeSources, type SourceOptions, sourceOptions, withSources } from './source.ts';

interface ForgetOptions extends SourceOptions {
  account: string;
  yes?: string;
}

const command = new Command('npm run forget --')
  .description('Deletes every item of a retired account from the table. Its secret must be gone.')
  .requiredOption('--account <alias>', 'the account to delete')
  .option('--yes <alias>', 'delete without asking; repeats the alias');
for (const option of sourceOptions()) command.addOption(option);
const options = command.parse(process.argv).opts<ForgetOptions>();
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
