import {
  InvalidGrantError,
  TokenRequestRefusedError,
  VendorError,
} from '../../../lambda/constant-contact/errors.ts';
import { NotConnectedError } from './errors.ts';

/** What it means that a code brought no tokens. */
export function explainExchange(error: unknown): unknown {
  if (!(error instanceof VendorError)) return error;
  const said = [error.errorKey, error.errorMessage].filter(Boolean).join(': ');
  return new NotConnectedError(
    `The consent brought no tokens${said && ` (${said})`}: ${toRemedy(error)}.`,
    { cause: error },
  );
}

function toRemedy(error: VendorError): string {
  if (error instanceof InvalidGrantError) {
    return 'its code lives 5 minutes and once, and belongs to one application and redirect address; run the command again';
  }
  if (error instanceof TokenRequestRefusedError) {
    return 'check the client id and the client secret, and --pkce for an application without one';
  }
  return 'the token endpoint did not answer as it should; run the command again later';
}
