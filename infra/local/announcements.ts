import { type ChangeEvent, changeEventSchema } from '../../lambda/account/change-events.ts';
import { CHANGE_MAIL, EVENT_SOURCE } from '../../lambda/shared/contract.ts';
import type { RecordedEvent } from './eventbridge/put-events.ts';

/** A change that is mailed: its event, and the text of the mail. */
export interface Announcement {
  text: string;
  event: ChangeEvent;
}

/** What the event rule for mails makes of the events on the bus. */
export function toAnnouncements(events: readonly RecordedEvent[]): Announcement[] {
  return events
    .filter(({ source, detail }) => source === EVENT_SOURCE && detail['mail'] === true)
    .map(({ detail }) => {
      const event = changeEventSchema.parse(detail);
      return { text: toMail(event), event };
    });
}

/** Each line in quotes: EventBridge wants them in a template of text, and leaves them there. */
function toMail(event: ChangeEvent): string {
  return CHANGE_MAIL.map(({ label, field }) => `"${label}${event[field]}"`).join('\n');
}
