import type { Dependencies } from '../../lambda/sync/dependencies.ts';

/** Decides what becomes of one call to the outside: `call` makes it. The input is that of an SDK command, if any. */
export type Interceptor = (
  call: () => Promise<unknown>,
  what: { name: string; input: Record<string, unknown> },
) => Promise<unknown>;

/** The same dependencies with every call to DynamoDB, Secrets Manager, EventBridge and the vendor led through an interceptor. */
export function interceptCalls(deps: Dependencies, intercept: Interceptor): Dependencies {
  return {
    ...deps,
    putEvents: async (events) => {
      await intercept(() => deps.putEvents(events), { name: 'putEvents', input: {} });
    },
    table: { ...deps.table, client: interceptMethods(deps.table.client, ['send'], intercept) },
    tokens: {
      ...deps.tokens,
      forAccount: (alias) =>
        interceptMethods(deps.tokens.forAccount(alias), ['stored', 'reread'], intercept),
    },
    constantContact: {
      forAccount: (tokens) =>
        interceptMethods(
          deps.constantContact.forAccount(tokens),
          ['getSummary', 'getPhysicalAddress', 'getSenders'],
          intercept,
        ),
    },
  };
}

/** Stops at the nth call, before or after it acts, and lets nothing through afterwards: the process is dead. */
export function crashAt(nth: number, when: 'before' | 'after'): Interceptor {
  let calls = 0;
  let dead = false;
  return async (call) => {
    calls += 1;
    if (dead) throw new Error('the process is dead');
    if (calls !== nth) return call();
    if (when === 'before') dead = true;
    const result = dead ? undefined : await call();
    dead = true;
    throw new Error(`crashed ${when} call ${nth}: ${JSON.stringify(result ?? null).slice(0, 40)}`);
  };
}

/** Fails the nth call, before or after it acts; what follows goes through. */
export function failAt(nth: number, when: 'before' | 'after'): Interceptor {
  let calls = 0;
  return async (call) => {
    calls += 1;
    if (calls !== nth) return call();
    if (when === 'after') await call();
    throw new Error(`failed ${when} call ${nth}`);
  };
}

/** The same object with each call of these methods led through an interceptor. */
export function interceptMethods<T extends object>(
  target: T,
  methods: readonly (keyof T & string)[],
  intercept: Interceptor,
): T {
  return new Proxy(target, {
    get(object, property) {
      const value: unknown = Reflect.get(object, property);
      if (typeof value !== 'function') return value;
      const bound = value.bind(object);
      if (!methods.includes(property as keyof T & string)) return bound;
      return (...args: { input?: Record<string, unknown> }[]) => {
        const [command] = args;
        const name = command?.input ? (command.constructor.name as string) : String(property);
        return intercept(() => bound(...args), { name, input: command?.input ?? {} });
      };
    },
  });
}
