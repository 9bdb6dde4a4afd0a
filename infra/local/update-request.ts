import { text } from 'node:stream/consumers';

/** A request that can be typed as it stands here; the README and the help show the same. */
export const EXAMPLE_REQUEST =
  '{"schemaVersion":1,"action":"updateAccountSummary","input":{"organization_phone":"555-0100"}}';

/** Stands for a request on standard input, as with other commands. */
const STANDARD_INPUT = '-';

/** What was given for a request is no JSON. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';

  constructor() {
    super(
      `The request is not JSON: give one in single quotes, such as '${EXAMPLE_REQUEST}', or - to read it from standard input.`,
    );
  }
}

/** The request that the argument holds or, for `-`, standard input. Throws InvalidRequestError. */
export async function readRequest(argument: string): Promise<unknown> {
  const json = argument === STANDARD_INPUT ? await text(process.stdin) : argument;
  try {
    return JSON.parse(json);
  } catch {
    throw new InvalidRequestError();
  }
}
