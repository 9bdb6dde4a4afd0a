import { parseArgs } from 'node:util';
import { addFigures, describeFigures } from './figures.ts';
import { SimulationError, simulate } from './simulate.ts';

const USAGE = `Usage: npm run simulate -- [--seed N] [--nights M] [--accounts K] [--worlds W]

  --seed      what the story follows from (1)
  --nights    nights of each world (60)
  --accounts  accounts of each world (5)
  --worlds    worlds, with successive seeds (1); 667 of them are 200,000 nights of an account`;

/** Whole numbers from 1 up; anything else is answered with the usage. */
function readOptions(args: string[]) {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseArgs({
    args,
    options: { seed: text('1'), nights: text('60'), accounts: text('5'), worlds: text('1') },
  });
  const options = Object.entries(values).map(([name, value]) => [name, Number(value)] as const);
  if (options.some(([, value]) => !(Number.isSafeInteger(value) && value > 0))) {
    throw new RangeError('Each option takes a whole number from 1 up.');
  }
  return Object.fromEntries(options) as Record<keyof typeof values, number>;
}

async function main(): Promise<void> {
  const { seed, nights, accounts, worlds } = readOptions(process.argv.slice(2));
  let sum = await simulate({ seed, nights, accounts });
  for (let next = seed + 1; next < seed + worlds; next += 1) {
    sum = addFigures(sum, await simulate({ seed: next, nights, accounts }));
    if ((next - seed) % 25 === 0) console.error(`${sum.accountNights} nights of an account`);
  }
  console.log(describeFigures(sum));
}

main().catch((error: unknown) => {
  console.error(error instanceof SimulationError ? error.message : error);
  if (!(error instanceof SimulationError)) console.error(USAGE);
  process.exitCode = 1;
});
