import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { startEventBridge } from '../../../infra/local/eventbridge/server.ts';
import { createSandbox } from '../../../infra/local/sandbox/sandbox.ts';
import { DEFAULT_ACCOUNT, ENV, SECRET_PREFIX } from '../../../lambda/shared/contract.ts';
import { startEmbedded } from '../../support/embedded.ts';
import { makeCertificate } from './certificate.ts';
import { createCommands } from './commands.ts';
import { askAt, type Exchange } from './exchange.ts';
import { startFront } from './front.ts';
import type { Greeting, Question, Reply } from './messages.ts';
import { createMeter } from './meter.ts';

/**
 * The services that the measured functions speak to, in a process of their own so that what these compute is nobody
 * else's CPU time. Started by `startServices`, which says through the channel what is wanted.
 */
const DELAYS_MS = { vendor: 100, aws: 10 } as const;

const tls = makeCertificate(Date.now());
const meter = createMeter();
// The pace is switched off too: nights follow each other at once here, and would wait for the vendor's second.
const sandbox = await createSandbox({ limits: { perSecond: 'off', perDay: 'off' } });
const embedded = await startEmbedded();
const bridge = await startEventBridge();
await connect(DEFAULT_ACCOUNT);

const front = async (exchange: Exchange, delayMs: number) =>
  (await startFront(exchange, { delayMs, ...tls })).url;
const vendor = new URL(sandbox.apiUrl);
const vendorUrl = await front(meter.count('vendor', askAt(vendor.origin)), DELAYS_MS.vendor);

const environment = {
  [ENV.apiUrl]: `${vendorUrl}${vendor.pathname}`,
  [ENV.requestSpacingMs]: '0',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'embedded',
  AWS_SECRET_ACCESS_KEY: 'embedded',
  AWS_ENDPOINT_URL_DYNAMODB: await front(
    meter.countUnits('dynamodb', askAt(embedded.dynamodbUrl)),
    DELAYS_MS.aws,
  ),
  AWS_ENDPOINT_URL_SECRETS_MANAGER: await front(
    meter.count('secrets', askAt(embedded.secretsUrl)),
    DELAYS_MS.aws,
  ),
  AWS_ENDPOINT_URL_EVENTBRIDGE: await front(
    meter.count('events', askAt(bridge.url)),
    DELAYS_MS.aws,
  ),
};

const commands: Record<string, (...parameters: never[]) => Promise<unknown>> = createCommands({
  sandbox,
  embedded,
  meter,
  events: bridge.events,
});

process.on('message', async ({ id, command, parameters }: Question) => {
  try {
    const value = await commands[command]?.(...(parameters as never[]));
    tell({ id, value });
  } catch (error) {
    tell({ id, problem: String(error) });
  }
});
// The bench has ended, however.
process.on('disconnect', () => process.exit());

/** Stores a token of the sandbox's account under the alias. */
async function connect(alias: string): Promise<void> {
  const [accountId = ''] = sandbox.accounts.keys();
  const token = sandbox.issueToken(accountId, { expiresAtMs: Number.MAX_SAFE_INTEGER });
  const SecretString = JSON.stringify({ access_token: token });
  const Name = `${SECRET_PREFIX}${alias}`;
  await embedded.secrets.send(new CreateSecretCommand({ Name, SecretString }));
}

tell({ environment, certificate: tls.certificate, delaysMs: DELAYS_MS });

function tell(message: Reply | Greeting): void {
  process.send?.(message);
}
