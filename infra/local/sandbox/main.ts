import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { toPlainLine } from '../../../lambda/shared/printable.ts';
import { SECRET_APPLICATION } from './oauth/applications.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';
import { FAULT_TYPES, InvalidScenarioError, parseScenario, type Scenario } from './scenario.ts';
import { exampleAccount, largeAccount, recordedAccount } from './seeds.ts';
import { InvalidSwitchError, parseSwitch, SWITCH_VALUES } from './switches.ts';

const SEEDS = new Map([
  ['example', () => exampleAccount()],
  ['recorded', () => recordedAccount()],
  ['large', () => largeAccount()],
]);

interface Flags {
  port: string;
  seed: string;
  scenario?: string;
  switch: string[];
}

/** Something that the person who typed the command can put right; the message is one sentence. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

const program = new Command('sandbox')
  .description('Runs a twin of the Constant Contact account services on this machine.')
  .option('--port <number>', 'port on 127.0.0.1; 0 takes any free one', '9000')
  .option('--seed <name>', `account to start with: ${[...SEEDS.keys()].join(', ')}`, 'example')
  .option('--scenario <file>', 'JSON file with faults to play')
  .option('--switch <name=value...>', 'choose one of the behaviours that are not documented', [])
  .addHelpText('after', () => describeChoices())
  .action(async (flags: Flags) => {
    await run(flags).catch(explain);
  });

await program.parseAsync();

/** Every switch with its values, the default first, and every type of fault. */
function describeChoices(): string {
  const switches = Object.entries(SWITCH_VALUES).map(
    ([name, values]) => `  ${name}=${values.map((value) => JSON.stringify(value)).join('|')}`,
  );
  const lists = ['Switches, the default first:', ...switches, '', 'Types of faults in a scenario:'];
  return `\n${[...lists, `  ${FAULT_TYPES.join(', ')}`].join('\n')}`;
}

async function run(flags: Flags): Promise<void> {
  const port = toPort(flags.port);
  const account = toSeed(flags.seed);
  const switches = Object.assign({}, ...flags.switch.map(parseSwitch));
  const scenario = flags.scenario === undefined ? [] : readScenario(flags.scenario);
  const sandbox = await createSandbox({ port, accounts: [account], switches }).catch((error) =>
    explainPort(error, port),
  );
  sandbox.play(scenario);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close());
  }
  printWelcome(sandbox, account.summary.encoded_account_id);
}

function printWelcome({ apiUrl, authUrl, issueToken }: Sandbox, accountId: string): void {
  const token = issueToken(accountId);
  const { clientId, clientSecret, redirectUris } = SECRET_APPLICATION;
  const example = `${apiUrl}/account/summary?extra_fields=physical_address`;
  console.log(`Constant Contact sandbox: ${apiUrl}`);
  console.log(`Account: ${accountId}`);
  console.log(`Token: ${token}`);
  console.log(`Authorization server: ${authUrl}`);
  console.log(`Client id: ${clientId}`);
  console.log(`Client secret: ${clientSecret}`);
  console.log(`Redirect address: ${redirectUris[0]}`);
  console.log(`Try: curl -H 'Authorization: Bearer ${token}' '${example}'`);
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`Give --port a whole number from 0 to 65535, not ${text}.`);
}

function toSeed(name: string) {
  const make = SEEDS.get(name);
  if (make) return make();
  throw new UsageError(`Give --seed one of ${[...SEEDS.keys()].join(', ')}, not ${name}.`);
}

function readScenario(file: string): Scenario {
  const text = attempt(
    () => readFileSync(file, 'utf8'),
    `The scenario file ${file} cannot be read: check its path.`,
  );
  const value = attempt(
    () => JSON.parse(text),
    `The scenario file ${file} is not valid JSON: correct it.`,
  );
  parseScenario(value);
  return value;
}

function attempt<Value>(make: () => Value, message: string): Value {
  try {
    return make();
  } catch (cause) {
    throw new UsageError(message, { cause });
  }
}

function explainPort(error: NodeJS.ErrnoException, port: number): never {
  if (error.code === 'EADDRINUSE') {
    throw new UsageError(
      `Port ${port} is taken: stop the program that listens there or choose another --port.`,
    );
  }
  if (error.code !== 'EACCES') throw error;
  throw new UsageError(`This user may not listen on port ${port}: choose a --port above 1023.`);
}

function explain(error: Error): void {
  const ours = [UsageError, InvalidScenarioError, InvalidSwitchError];
  if (!ours.some((kind) => error instanceof kind)) throw error;
  program.error(toPlainLine(error.message));
}
