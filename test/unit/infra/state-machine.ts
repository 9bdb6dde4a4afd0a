import type { Template } from 'aws-cdk-lib/assertions';
import jsonata from 'jsonata';
import * as z from 'zod/mini';
import type { Clock } from '../../../lambda/shared/clock.ts';
import { onlyResource, render } from './resources.ts';

const retrySchema = z.strictObject({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.int(),
  MaxAttempts: z.int(),
  BackoffRate: z.number(),
  MaxDelaySeconds: z.optional(z.int()),
});

/** Every kind of state of our machines; one with a field that is not known here fails the test. */
const stateSchema = z.discriminatedUnion('Type', [
  z.strictObject({
    Type: z.literal('Task'),
    Resource: z.string(),
    Arguments: z.record(z.string(), z.string()),
    Output: z.string(),
    TimeoutSeconds: z.int(),
    Retry: z.array(retrySchema),
    Next: z.string(),
  }),
  z.strictObject({
    Type: z.literal('Choice'),
    Choices: z.array(z.strictObject({ Condition: z.string(), Next: z.string() })),
    Default: z.string(),
  }),
  z.strictObject({ Type: z.literal('Wait'), Seconds: z.int(), Next: z.string() }),
  z.strictObject({ Type: z.literal('Succeed') }),
]);

const machineSchema = z.strictObject({
  StartAt: z.string(),
  States: z.record(z.string(), stateSchema),
  TimeoutSeconds: z.int(),
  Comment: z.string(),
  QueryLanguage: z.literal('JSONata'),
});

export type StateMachine = z.infer<typeof machineSchema>;
type Task = Extract<z.infer<typeof stateSchema>, { Type: 'Task' }>;

/** The text of the only state machine of a template. */
export function readDefinition(template: Template): string {
  const { DefinitionString: text } = onlyResource(
    template,
    'AWS::StepFunctions::StateMachine',
  ).Properties;
  return render(template, text);
}

export function parseDefinition(text: string): StateMachine {
  return machineSchema.parse(JSON.parse(text));
}

/** Calls the function that a task names and returns its payload; what it throws goes by its name. */
export type Invoke = (functionName: string, payload: unknown) => Promise<unknown>;

/** How an execution went: its output, and the states that it passed through. */
export interface Execution {
  output: unknown;
  states: string[];
}

/** Runs one execution as Step Functions does. Throws the error that no retry got over, or `States.Timeout`. */
export async function execute(
  machine: StateMachine,
  executionInput: unknown,
  { invoke, clock }: { invoke: Invoke; clock: Clock },
): Promise<Execution> {
  const endsAtMs = clock.now() + machine.TimeoutSeconds * 1000;
  const StartTime = new Date(clock.now()).toISOString();
  const states: string[] = [];
  let input = executionInput;
  for (let name: string | undefined = machine.StartAt; name !== undefined; ) {
    if (clock.now() > endsAtMs) throw Object.assign(new Error(name), { name: 'States.Timeout' });
    states.push(name);
    const state: z.infer<typeof stateSchema> | undefined = machine.States[name];
    const bound = { input, context: { Execution: { Input: executionInput, StartTime } } };
    if (state?.Type === 'Task') input = await runTask(state, bound, { invoke, clock });
    if (state?.Type === 'Wait') await clock.sleep(state.Seconds * 1000);
    name = state?.Type === 'Choice' ? await choose(state, bound) : nextOf(state);
  }
  return { output: input, states };
}

function nextOf(state: z.infer<typeof stateSchema> | undefined): string | undefined {
  return state && 'Next' in state ? state.Next : undefined;
}

async function choose(
  { Choices, Default }: Extract<z.infer<typeof stateSchema>, { Type: 'Choice' }>,
  bound: object,
): Promise<string> {
  for (const { Condition, Next } of Choices) {
    if ((await evaluate(Condition, bound)) === true) return Next;
  }
  return Default;
}

async function runTask(
  task: Task,
  bound: object,
  { invoke, clock }: { invoke: Invoke; clock: Clock },
): Promise<unknown> {
  const { FunctionName = '', Payload = '' } = task.Arguments;
  const payload = await evaluate(Payload, bound);
  const attempts = new Map<z.infer<typeof retrySchema>, number>();
  for (;;) {
    try {
      const result = { Payload: await invoke(FunctionName, payload) };
      return await evaluate(task.Output, { ...bound, result });
    } catch (error) {
      const retry = findRetry(task, error);
      const before = (retry && attempts.get(retry)) ?? 0;
      if (!retry || before >= retry.MaxAttempts) throw error;
      attempts.set(retry, before + 1);
      const delay = retry.IntervalSeconds * retry.BackoffRate ** before;
      await clock.sleep(Math.min(delay, retry.MaxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1000);
    }
  }
}

function findRetry({ Retry }: Task, error: unknown) {
  const name = error instanceof Error ? error.name : '';
  return Retry.find(
    ({ ErrorEquals }) => ErrorEquals.includes(name) || ErrorEquals.includes('States.ALL'),
  );
}

/** A text between `{%` and `%}` is JSONata, any other stands for itself. */
async function evaluate(text: string, states: object): Promise<unknown> {
  const expression = /^\{%(.*)%\}$/s.exec(text)?.[1];
  return expression === undefined ? text : jsonata(expression).evaluate({}, { states });
}
