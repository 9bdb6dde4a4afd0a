import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { answerAudit } from '../../../infra/operate/answer-audit.ts';
import { readPeriod } from '../../../infra/operate/period.ts';
import type { Source } from '../../../infra/operate/source.ts';
import { toItem } from '../../../lambda/store/items.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const clock = createFakeClock('2026-11-01T12:00:00.000Z');
const dynamodb = mockClient(DynamoDBClient);

const RUN = {
  ...{ runId: 'run-1', trigger: 'schedule', outcome: 'failed', snapshot: null, requests: 1 },
  ...{ checkStartedAt: '2026-11-01T02:15:00.000Z', finishedAt: '2026-11-01T02:15:01.000Z' },
  ...{ requestIds: [], errorName: 'ForbiddenError', expiresAt: 2_000_000_000 },
};

function toSource(name: string): Source {
  const table = { client: new DynamoDBClient({ region: 'eu-west-1' }), name };
  return { table, secrets: new SecretsManagerClient(), place: name, isLocal: false };
}

function toPartition(input: QueryCommand['input']): string {
  return input.ExpressionAttributeValues?.[':pk']?.S ?? '';
}

/** Each table has 40 accounts, none of which was ever checked with success. */
beforeEach(() => {
  dynamodb.reset();
  dynamodb.on(GetItemCommand).resolves({});
  dynamodb.on(QueryCommand).callsFake((input: QueryCommand['input']) => {
    if (toPartition(input) === 'ACCOUNTS') {
      const aliases = Array.from({ length: 40 }, (_, index) => `${input.TableName}-${index + 1}`);
      return { Items: aliases.map((sk) => toItem({ pk: 'ACCOUNTS', sk, lastOutcome: 'failed' })) };
    }
    const isRuns = input.ExpressionAttributeValues?.[':from']?.S?.startsWith('RUN#');
    return { Items: isRuns ? [toItem(RUN)] : [] };
  });
});

describe('the page of all accounts', () => {
  it('says that the 50 worst stand in depth and the others are lines', async () => {
    const sources = [toSource('here'), toSource('there')];

    const { html = '', audited } = await answerAudit(
      sources,
      { format: 'html' },
      { clock, period: readPeriod({}, clock.now()) },
    );

    expect(audited.totals).toMatchObject({ accounts: 80, unknown: 80 });
    expect(html).toContain(
      'The 50 with the worst verdicts stand in depth below; the other 30 are lines.',
    );
    expect(html.match(/<article class="account"/g)).toHaveLength(50);
    expect(html.match(/<th scope="row"><a href="#account-\d+">/g)).toHaveLength(50);
  });
});
