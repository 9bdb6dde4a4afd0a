import { type Container, type FunctionName, type Invocation, TIME_OUT_MS } from './containers.ts';
import { createHandler, type Mutation, type Outside } from './functions.ts';

/** A warm container serves again, but not always. */
const COLD_START_SHARE = 0.2;

export interface Lambda {
  /** Resolves when the invocation has ended, whichever way. */
  invoke(name: FunctionName, event: unknown, id?: string): Promise<Invocation>;
  /** All invocations so far, in the order of their start. */
  invocations: Invocation[];
}

/** Lambda: containers that stay warm with their module state, time-outs, and death in the middle of anything. */
export function openLambda(outside: Outside, mutation: Mutation | undefined): Lambda {
  const { scheduler, random } = outside;
  const pools: Record<FunctionName, Container[]> = { sync: [], update: [], 'rotate-token': [] };
  const invocations: Invocation[] = [];

  function start(name: FunctionName): Container {
    const container: Container = {
      name,
      isAlive: true,
      invocation: undefined,
      onDeath: () => undefined,
      handle: (event, invocation) => handle(event, invocation),
    };
    const handle = createHandler(container, outside, mutation);
    pools[name].push(container);
    return container;
  }

  function take(name: FunctionName): Container {
    const idle = pools[name].find(({ invocation }) => invocation === undefined);
    return idle && !random.chance(COLD_START_SHARE) ? idle : start(name);
  }

  function open(name: FunctionName, event: unknown, id: string): Invocation {
    const startedMs = scheduler.now();
    const endsAtMs = startedMs + TIME_OUT_MS[name];
    const unfit = outside.listUnfit(name, event);
    return { id, name, event, startedMs, endsAtMs, disturbances: [], unfit, metrics: [] };
  }

  return {
    invocations,
    invoke: (name, event, id = random.newId()) => {
      const container = take(name);
      const invocation = open(name, event, id);
      invocations.push(invocation);
      container.invocation = invocation;
      const timer = scheduler.at(invocation.endsAtMs, () => scheduler.kill(container, 'timed out'));
      return new Promise((resolve) => {
        function end(ending: NonNullable<Invocation['ending']>): void {
          if (invocation.ending) return;
          Object.assign(invocation, { ending, endedMs: scheduler.now() });
          invocation.unfit.push(...outside.listUnfit(name, event));
          outside.onEnd(invocation);
          timer.cancel();
          if (container.isAlive) container.invocation = undefined;
          else pools[name] = pools[name].filter((other) => other !== container);
          resolve(invocation);
        }
        container.onDeath = (why) => end({ kind: 'died', why });
        container.handle(event, invocation).then(
          (reply) => end({ kind: 'replied', reply }),
          (error: Error) => end({ kind: 'threw', error }),
        );
      });
    },
  };
}
