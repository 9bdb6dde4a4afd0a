/**
 * The part of Lambda's Node 24 runtime that runs inside the function's own process: imports the bundle, asks the Runtime
 * API for events one after another and posts what the handler made of them. It logs in Lambda's JSON format.
 * Plain JavaScript: to strip types would add 30 ms to every start, and start-up times are measured with this.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const [runtimeApi, bundlePath] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
let requestId = '';

const LEVELS = { debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' };
for (const [method, level] of Object.entries(LEVELS)) {
  console[method] = (...texts) => process.stdout.write(`${toLogLine(level, texts)}\n`);
}
process.on('uncaughtException', (error) => giveUp(error, 129));
process.on('unhandledRejection', (reason) =>
  giveUp(toNamedError('Runtime.UnhandledPromiseRejection', String(reason)), 128),
);

const handler = await loadHandler().catch((error) => giveUp(error, 1));
while (handler) await serveOne(handler);

async function loadHandler() {
  const module = await import(pathToFileURL(bundlePath)).catch((error) => {
    throw toLoadError(error);
  });
  if (typeof module.handler !== 'function') {
    throw toNamedError('Runtime.HandlerNotFound', 'index.handler is undefined or not exported');
  }
  if (module.handler.length >= 3) {
    const problem = `index.handler takes ${module.handler.length} parameters: Node.js 24 calls no callback`;
    throw toNamedError('Runtime.CallbackHandlerDeprecated', problem);
  }
  return module.handler;
}

function toLoadError(error) {
  if (error instanceof SyntaxError) {
    return toNamedError('Runtime.UserCodeSyntaxError', String(error));
  }
  const isMissing = error?.code === 'ERR_MODULE_NOT_FOUND';
  return isMissing ? toNamedError('Runtime.ImportModuleError', String(error)) : error;
}

async function serveOne(handle) {
  const { headers, text } = await send('GET', '/invocation/next');
  requestId = headers['lambda-runtime-aws-request-id'];
  try {
    const result = await handle(JSON.parse(text), toContext(headers));
    await send('POST', `/invocation/${requestId}/response`, JSON.stringify(result ?? null));
  } catch (error) {
    console.error(error);
    await send('POST', `/invocation/${requestId}/error`, JSON.stringify(toFailure(error)));
  }
}

function toContext(headers) {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  const invokedFunctionArn = headers['lambda-runtime-invoked-function-arn'];
  const functionName = invokedFunctionArn.split(':')[6];
  return {
    awsRequestId: requestId,
    invokedFunctionArn,
    functionName,
    functionVersion: '1',
    memoryLimitInMB: '1769',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

/** Without anyone to tell, as when the tests were stopped, the process ends all the same. */
async function giveUp(error, exitCode) {
  console.error(error);
  await send('POST', '/init/error', JSON.stringify(toFailure(error))).catch(() => {});
  process.exit(exitCode);
}

/** What the caller of a failed function gets to see. */
function toFailure(error) {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  const { name, message, stack = '' } = error;
  return { errorType: name, errorMessage: message, trace: stack.split('\n') };
}

function toNamedError(name, message) {
  return Object.assign(new Error(message), { name });
}

function toLogLine(level, texts) {
  const message = texts.length === 1 ? texts[0] : format(...texts);
  const line = { timestamp: new Date().toISOString(), level, requestId, message };
  return JSON.stringify(line, (_key, value) => (value instanceof Error ? toRecord(value) : value));
}

/** As Lambda does: with every enumerable field of the error, so that a secret on one would be seen. */
function toRecord(error) {
  const { name, message, stack = '' } = error;
  return { errorType: name, errorMessage: message, stackTrace: stack.split('\n'), ...error };
}

function send(method, path, body) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const url = `http://${runtimeApi}/2018-06-01/runtime${path}`;
  const sent = request(url, { method, agent, headers: readUsage() }, async (response) => {
    const chunks = await response.toArray();
    const text = Buffer.concat(chunks).toString('utf8');
    resolve({ headers: response.headers, text });
  });
  sent.on('error', reject).end(body);
  return promise;
}

/** What this process has used so far, for whoever measures it. */
function readUsage() {
  const { user, system } = process.cpuUsage();
  return { 'x-cpu-us': user + system, 'x-peak-kb': readPeakKb() };
}

/** Where Linux tells it, of this program alone: `maxRSS` begins with that of the process that has started this one. */
function readPeakKb() {
  try {
    return /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
