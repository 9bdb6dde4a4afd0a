import type { Random } from './random.ts';

/** How often something goes wrong with one call, by what it calls; `crash` is the process that calls. */
export type Climate = Readonly<Record<Target | 'crash', number>>;

export type Target = 'vendor' | 'dynamodb' | 'secrets' | 'events';

/** Probabilities for each call. A storm is far worse than any service ever was. */
const RATES = {
  calm: { vendor: 0, dynamodb: 0, secrets: 0, events: 0, crash: 0 },
  usual: { vendor: 0.04, dynamodb: 0.01, secrets: 0.02, events: 0.05, crash: 0.003 },
  storm: { vendor: 0.25, dynamodb: 0.08, secrets: 0.12, events: 0.3, crash: 0.03 },
} as const satisfies Record<string, Climate>;

export const CALM: Climate = RATES.calm;

/** Of so many days one is calm all through: then everything has to be well. */
const CALM_DAYS = 0.2;

/** A day's climate: each part has its own weather. */
export function drawClimate(random: Random): Climate {
  if (random.chance(CALM_DAYS)) return CALM;
  const draw = (part: Target | 'crash') => {
    const weather = random.next();
    return RATES[weather < 0.45 ? 'calm' : weather < 0.88 ? 'usual' : 'storm'][part];
  };
  return {
    vendor: draw('vendor'),
    dynamodb: draw('dynamodb'),
    secrets: draw('secrets'),
    events: draw('events'),
    crash: draw('crash'),
  };
}
