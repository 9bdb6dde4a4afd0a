import { answer } from './answer.ts';
import { changeBody, changesPart } from './change-reply.ts';
import type { TakenFault } from './fault-queue.ts';
import { quotaExceeded, type Reply, throttled, unauthorized } from './reply.ts';
import type { Fault } from './scenario.ts';
import type { Answer, IncomingRequest, SandboxState } from './state.ts';

const HTML =
  '<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Back soon.</body></html>';

/** Answers a request under a fault. `met` is false if the fault had to be put back: the reply was a refusal. */
export function answerUnderFault(
  { fault, putBack }: TakenFault,
  request: IncomingRequest,
  state: SandboxState,
): Answer & { met: boolean } {
  const instead = replyInstead(fault);
  if (instead) {
    const acts = 'act' in fault && fault.act;
    const own: Answer = acts ? answer(request, state) : { reply: instead, acted: false };
    return { ...own, reply: instead, met: true };
  }
  const own = answer(request, state, { hideAddress: fault.type === 'missingPhysicalAddress' });
  if (!changesPart(fault) || fault.type === 'missingPhysicalAddress') return { ...own, met: true };
  if (!own.acted) {
    putBack();
    return { ...own, met: false };
  }
  const body = changeBody(fault, request.path, own.reply.body);
  return { ...own, reply: { ...own.reply, body }, met: true };
}

/** The reply of a fault that does not care what the operation would have answered. */
function replyInstead(fault: Fault): Reply | undefined {
  switch (fault.type) {
    case 'unauthorizedOnce':
      return unauthorized();
    case 'throttled':
      return throttled();
    case 'quotaExceeded':
      return quotaExceeded();
    case 'html':
      return toHtml(fault.status);
    case 'status':
      return toStatus(fault);
    default:
      return undefined;
  }
}

const toHtml = (status: number): Reply => ({
  status,
  text: HTML,
  headers: { 'content-type': 'text/html' },
});

function toStatus(fault: Extract<Fault, { type: 'status' }>): Reply {
  const { status, retryAfterSeconds } = fault;
  const error = { error_key: 'sandbox.fault', error_message: `The scenario asked for ${status}.` };
  const bodies = { json: { status, body: [error] }, html: toHtml(status), empty: { status } };
  const reply: Reply = bodies[fault.body];
  if (retryAfterSeconds === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfterSeconds) } };
}
