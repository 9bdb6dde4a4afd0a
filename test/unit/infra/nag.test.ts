import type { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { synthesizeWith } from './synthesize.ts';

/** What AWS's own rules for solutions find in the stack, beside what its constructs explain. */
async function findProblems(
  context: Record<string, string>,
  add: (stack: Stack) => unknown = () => undefined,
): Promise<string[]> {
  const found: string[] = [];
  await synthesizeWith((stack, app) => {
    add(stack);
    for (const { ruleName, violatingResources } of new AwsSolutionsChecks(app).validateScope(stack)
      .violations) {
      found.push(...violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
    }
    return stack;
  }, context);
  return found;
}

describe('cdk-nag', () => {
  test.each(['false', 'true'])('finds nothing unexplained with fleet=%s', async (fleet) => {
    expect(await findProblems({ fleet })).toEqual([]);
  });

  test('finds what nobody has explained', async () => {
    const problems = await findProblems({}, (stack) => new Topic(stack, 'Open'));

    expect(problems).toEqual(['AwsSolutions-SNS3 Test/Open/Resource']);
  });
});
