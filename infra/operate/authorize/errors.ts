/** The account was not connected, and nothing was stored; the message is one sentence that says why and what to do. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
}
