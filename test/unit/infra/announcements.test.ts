import { expect, test } from 'vitest';
import { toAnnouncements } from '../../../infra/local/announcements.ts';
import type { RecordedEvent } from '../../../infra/local/eventbridge/put-events.ts';
import { busEvent, transformText } from './event-rule.ts';
import { onlyResource } from './resources.ts';
import {
  CRITICAL_LOSS,
  DIGEST,
  ONE_OF_MANY,
  OUR_OWN_UPDATE,
  RECOVERY,
  WARNING,
} from './sample-events.ts';
import { synthesize } from './synthesize.ts';

const SOURCE = 'constant-contact.account-sync';

function record(detail: { change: { kind: string } }, source = SOURCE): RecordedEvent {
  return {
    id: 'e-1',
    time: '2026-11-03T02:15:04.120Z',
    source,
    detailType: detail.change.kind,
    detail,
    resources: [],
    eventBusName: 'default',
  };
}

test('the text of an announcement is the one that the deployed rule mails', async () => {
  const mailed = [CRITICAL_LOSS, WARNING, RECOVERY, DIGEST];
  const rule = onlyResource(await synthesize(), 'AWS::Events::Rule', 'MailRule').Properties;
  const [{ InputTransformer: transformer }] = rule['Targets'];

  const announcements = toAnnouncements(mailed.map((detail) => record(detail)));

  const mails = mailed.map((detail) => busEvent(detail.change.kind, detail, SOURCE));
  expect(announcements.map(({ text }) => text)).toEqual(
    mails.map((event) => transformText(transformer, event)),
  );
  expect(announcements.map(({ event }) => event)).toEqual(mailed);
});

test.each<[string, RecordedEvent]>([
  ['a change of our own', record(OUR_OWN_UPDATE)],
  ['one of very many changes', record(ONE_OF_MANY)],
  ['another source', record(CRITICAL_LOSS, 'billing')],
])('the event of %s is not announced', (_what, event) => {
  expect(toAnnouncements([event])).toEqual([]);
});
