import { Command, InvalidArgumentError } from 'commander';
import { addFigures, describeFigures, type Figures } from './figures.ts';
import { SimulationError, simulate } from './simulate.ts';

interface Flags {
  seed: number;
  nights: number;
  accounts: number;
  worlds: number;
}

/** After so many worlds a line says how far it is. */
const PROGRESS_WORLDS = 50;

await new Command('simulate')
  .description(
    'Plays nights over several accounts in an outside that fails, and checks each of them.',
  )
  .option('--seed <number>', 'what the story follows from', toCount, 1)
  .option('--nights <number>', 'nights of each world', toCount, 60)
  .option('--accounts <number>', 'accounts of each world', toCount, 5)
  .option('--worlds <number>', 'worlds, with successive seeds', toCount, 1)
  .action(async (flags: Flags) => {
    await run(flags).catch(explain);
  })
  .parseAsync();

async function run({ seed, nights, accounts, worlds }: Flags): Promise<void> {
  let sum: Figures | undefined;
  for (let world = 0; world < worlds; world += 1) {
    const figures = await simulate({ seed: seed + world, nights, accounts });
    sum = sum ? addFigures(sum, figures) : figures;
    if ((world + 1) % PROGRESS_WORLDS === 0) console.error(`${world + 1} of ${worlds} worlds`);
  }
  if (sum) console.log(describeFigures(sum));
}

function toCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1 up.');
}

/** What the model found is for people; anything else is a fault of the simulation itself. */
function explain(error: unknown): void {
  if (!(error instanceof SimulationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
