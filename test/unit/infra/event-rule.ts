import * as z from 'zod/mini';

/** Those of EventBridge's comparisons that our rules use; one that is not here makes a test fail. */
const comparison = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({ exists: z.boolean() }),
]);
type Comparison = z.infer<typeof comparison>;

const record = z.record(z.string(), z.unknown());

const transformer = z.object({
  InputPathsMap: z.record(z.string(), z.string()),
  InputTemplate: z.string(),
});

/** An event as EventBridge hands it to its rules. */
export function busEvent(detailType: string, detail: object, source: string): object {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': detailType,
    source,
    account: '111122223333',
    time: '2026-11-01T02:15:00Z',
    region: 'us-east-1',
    resources: [],
    detail,
  };
}

/**
 * Whether a rule's pattern takes the event: every field of the pattern is in the event, with one of its values.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  const fields = record.safeParse(event).data ?? {};
  return Object.entries(record.parse(pattern)).every(([field, expected]) => {
    const actual = fields[field];
    if (!Array.isArray(expected)) {
      return matchesPattern(expected, actual);
    }
    return expected.some((one) => compares(comparison.parse(one), actual));
  });
}

/**
 * What a rule's target is given: the template with each placeholder replaced by the JSON of what its path finds.
 * Throws when that is not JSON: when a path finds nothing, or a placeholder stands between quotes.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function transformInput(inputTransformer: unknown, event: unknown): unknown {
  const { InputPathsMap: paths, InputTemplate: template } = transformer.parse(inputTransformer);
  const input = template.replace(/<([\w-]+)>/g, (_, name: string) => {
    return JSON.stringify(findByPath(event, paths[name] ?? '')) ?? '';
  });
  return JSON.parse(input);
}

/**
 * The message that a rule's target is given for a template of text: each placeholder replaced by what its path finds,
 * as it is, or by nothing. Throws for a line without its quotes, which EventBridge refuses.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function transformText(inputTransformer: unknown, event: unknown): string {
  const { InputPathsMap: paths, InputTemplate: template } = transformer.parse(inputTransformer);
  for (const line of template.split('\n')) {
    if (!/^"[^"]*"$/.test(line)) {
      throw new Error(`Not a line of text: ${line}`);
    }
  }
  return template.replace(/<([\w-]+)>/g, (_, name: string) =>
    String(findByPath(event, paths[name] ?? '') ?? ''),
  );
}

function compares(expected: Comparison, actual: unknown): boolean {
  if (typeof expected === 'object') {
    return (actual !== undefined) === expected.exists;
  }
  return [actual].flat().includes(expected);
}

function findByPath(event: unknown, path: string): unknown {
  const [root, ...names] = path.split('.');
  if (root !== '$') {
    throw new Error(`Not a path: ${path}`);
  }
  return names.reduce<unknown>((value, name) => record.safeParse(value).data?.[name], event);
}
