import * as z from 'zod/mini';
import type { PhysicalAddress } from '../../account/content.ts';
import type { SummaryPatch } from '../../constant-contact/summary.ts';
import {
  CHARACTERS,
  countryCode,
  EMPTY,
  emailAddress,
  stateCode,
  text,
  timeZone,
  twoCapitals,
  website,
} from './fields.ts';

const { summary, optional, required, removable, sender } = EMPTY;

/** A document that refuses fields it does not know, and names those that it does. */
export function strict<Fields extends z.core.$ZodShape>(what: string, fields: Fields) {
  const names = Object.keys(fields).join(', ');
  return z.strictObject(fields, {
    error: ({ code, input }) => {
      if (code === 'unrecognized_keys')
        return `is not a field of this request: ${what} has ${names}`;
      return input === undefined ? 'is required' : 'must be an object';
    },
  });
}

/** Refuses a document without any field; one that has only wrong ones has been told so already. */
export function nonEmpty<Fields extends object>() {
  return [
    ({ value, issues }: z.core.ParsePayload<Fields>) => {
      if (issues.length > 0 || Object.keys(value).length > 0) return;
      issues.push({ code: 'custom', input: value, message: 'must name at least one field' });
    },
    z.meta({ minProperties: 1 }),
  ] as const;
}

/** The summary's fields that can be set; those left out stay as they are. */
export const summaryInput = strict('its input', {
  contact_email: z.exactOptional(emailAddress(summary)),
  contact_phone: z.exactOptional(text(summary, CHARACTERS.contactPhone)),
  country_code: z.exactOptional(countryCode(summary)),
  first_name: z.exactOptional(text(summary)),
  last_name: z.exactOptional(text(summary)),
  organization_name: z.exactOptional(text(summary)),
  organization_phone: z.exactOptional(text(summary)),
  state_code: z.exactOptional(twoCapitals(summary)),
  time_zone_id: z.exactOptional(timeZone(summary)),
  website: z.exactOptional(website(summary)),
} satisfies Record<keyof SummaryPatch, z.ZodMiniType>).check(...nonEmpty());

/** A whole address. */
export const addressInput = strict('its input', {
  address_line1: text(required, CHARACTERS.address),
  address_line2: z.exactOptional(text(optional, CHARACTERS.address)),
  address_line3: z.exactOptional(text(optional, CHARACTERS.address)),
  city: text(required, CHARACTERS.address),
  country_code: countryCode(required),
  postal_code: z.exactOptional(text(optional, CHARACTERS.address)),
  state_code: z.exactOptional(stateCode(optional)),
  state_name: z.exactOptional(text(optional, CHARACTERS.address)),
} satisfies Record<keyof PhysicalAddress, z.ZodMiniType>);

/** The address's fields that change; null removes one. */
export const addressPatch = strict('its input', {
  address_line1: z.exactOptional(text(required, CHARACTERS.address)),
  address_line2: z.exactOptional(z.nullable(text(removable, CHARACTERS.address))),
  address_line3: z.exactOptional(z.nullable(text(removable, CHARACTERS.address))),
  city: z.exactOptional(text(required, CHARACTERS.address)),
  country_code: z.exactOptional(countryCode(required)),
  postal_code: z.exactOptional(z.nullable(text(removable, CHARACTERS.address))),
  state_code: z.exactOptional(z.nullable(stateCode(removable))),
  state_name: z.exactOptional(z.nullable(text(removable, CHARACTERS.address))),
} satisfies Record<keyof PhysicalAddress, z.ZodMiniType>).check(...nonEmpty());

export const senderInput = strict('its input', {
  email_address: emailAddress(sender),
});
