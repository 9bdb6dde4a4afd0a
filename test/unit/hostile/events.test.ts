import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCursor, writeCursor } from '../../../lambda/audit/cursor.ts';
import { parseRequest } from '../../../lambda/audit/request.ts';
import { InvalidRotationError } from '../../../lambda/rotate-token/errors.ts';
import { parseRotationEvent } from '../../../lambda/rotate-token/event.ts';
import { ALIAS_PATTERN } from '../../../lambda/shared/contract.ts';
import { InvalidEventError } from '../../../lambda/sync/errors.ts';
import { parseEvent } from '../../../lambda/sync/event.ts';
import { readOrRefuse } from '../../support/expect-typed.ts';
import { FUZZ_TIMEOUT_MS, fuzz, hostileJson, hostileSource } from '../../support/hostile.ts';

const NOW_MS = Date.parse('2026-11-20T02:15:30.000Z');
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('an event', { timeout: FUZZ_TIMEOUT_MS }, () => {
  it('of sync is refused by name, or read with a time of the one form and a valid alias', async () => {
    const sent = hostileJson(
      { account: 'main', trigger: 'update' },
      { scheduledTime: '2026-11-20T02:15:00Z', trigger: 'secondPass', staleAfterHours: 12 },
    );

    await fuzz(sent, async (json) => {
      const read = await readOrRefuse(
        () => parseEvent(JSON.parse(json), NOW_MS),
        InvalidEventError,
      );

      if (read?.scheduledTime !== undefined) expect(read.scheduledTime).toMatch(TIME);
      if (read?.account !== undefined) expect(read.account).toMatch(ALIAS_PATTERN);
      if (read?.staleAfterHours !== undefined) expect(read.staleAfterHours).toBeGreaterThan(0);
    });
  });

  it('of audit is refused in words as data, or read with times of the one form', async () => {
    const sent = hostileJson(
      { schemaVersion: 1 },
      { schemaVersion: 1, account: 'main', asOf: '2026-11-01T00:00:00Z', cursor: 'e30' },
      { schemaVersion: 1, account: 'main', since: '2026-11-01T02:00:00.5+02:00' },
    );

    await fuzz(sent, async (json) => {
      const parsed = await readOrRefuse(() => parseRequest(JSON.parse(json), NOW_MS));

      if (parsed?.ok) {
        const { asOf, since } = parsed.request;
        for (const time of [asOf, since]) if (time !== undefined) expect(time).toMatch(TIME);
        return;
      }
      expect(parsed?.problems.length).toBeGreaterThan(0);
      for (const { field, problem } of parsed?.problems ?? []) {
        expect(field).toMatch(/^[\x20-\x7e]{0,60}$/);
        expect(problem).toMatch(/^(must|is)\b.{4,100}$/);
      }
    });
  });

  it('of rotate-token is refused by name, or is one step of a rotation of an account', async () => {
    const sent = hostileJson({
      SecretId: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:constant-contact/main-a1B2c3',
      ClientRequestToken: 'a0000000-0000-0000-0000-000000000000',
      Step: 'createSecret',
    });

    await fuzz(sent, async (json) => {
      const step = await readOrRefuse(
        () => parseRotationEvent(JSON.parse(json)),
        InvalidRotationError,
      );

      if (step !== undefined) expect(step.alias).toMatch(ALIAS_PATTERN);
    });
  });

  it("with somebody else's cursor asks for no page of it", async () => {
    const time = '2026-11-01T00:00:00.000Z';
    const cursor = { account: 'main', at: time, since: time, from: 7 };
    const sent = hostileSource(cursor).map((text) => Buffer.from(text).toString('base64url'));

    await fuzz(fc.oneof(sent, hostileSource(cursor)), async (text) => {
      const read = await readOrRefuse(() => readCursor(text));

      if (read !== undefined) expect(readCursor(writeCursor(read))).toEqual(read);
    });
  });
});
