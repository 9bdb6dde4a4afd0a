import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commands } from './commands.ts';
import type { Greeting, Question, Reply } from './messages.ts';

/** The services in their process, with the environment for the functions that speak to them. */
export interface Services {
  environment: Record<string, string>;
  delaysMs: Greeting['delaysMs'];
  ask: Commands;
  stop(): Promise<void>;
}

/** Starts the services in a process of their own; their certificate is written into `folder`. */
export async function startServices(folder: string): Promise<Services> {
  const child = fork(join(import.meta.dirname, 'main.ts'));
  const [greeting] = (await Promise.race([once(child, 'message'), failOnExit(child)])) as [
    Greeting,
  ];
  const certificatePath = join(folder, 'certificate.pem');
  writeFileSync(certificatePath, greeting.certificate);
  return {
    environment: { ...greeting.environment, NODE_EXTRA_CA_CERTS: certificatePath },
    delaysMs: greeting.delaysMs,
    ask: openChannel(child),
    stop: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function failOnExit(child: ChildProcess): Promise<never> {
  await once(child, 'exit');
  throw new Error("The services' process ended before it was ready: its own words are above.");
}

/** Every command as a function that asks the other process. */
function openChannel(child: ChildProcess): Commands {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  child.on('message', ({ id, value, problem }: Reply) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (problem === undefined) asked?.resolve(value);
    else asked?.reject(new Error(problem));
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error("The services' process ended."));
  });
  const ask = (command: string, parameters: unknown[]) => {
    lastId += 1;
    const question: Question = { id: lastId, command, parameters };
    const asked = Promise.withResolvers<unknown>();
    waiting.set(question.id, asked);
    child.send(question);
    return asked.promise;
  };
  return new Proxy({} as Commands, {
    get: (_, command) =>
      command === 'then'
        ? undefined
        : (...parameters: unknown[]) => ask(String(command), parameters),
  });
}
