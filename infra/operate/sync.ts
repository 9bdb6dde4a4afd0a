import { LambdaClient } from '@aws-sdk/client-lambda';
import { createStyle } from '../local/style.ts';
import { checkAlias } from './audit-command-line.ts';
import { runCommand } from './command.ts';
import { invokeSync } from './invoke-sync.ts';
import { readParameter } from './parameters.ts';
import { presentSync } from './present-sync.ts';
import { readRegion } from './source.ts';
import { readSyncOptions } from './sync-command-line.ts';

const { account, json, ...options } = readSyncOptions(process.argv);

await runCommand(async () => {
  checkAlias(account);
  const functionArn = options.function ?? (await readParameter('syncFunctionArn', '--function'));
  const client = createClient(functionArn);
  try {
    await readRegion(client);
    const reply = await invokeSync(client, functionArn, account);
    const text = json ? JSON.stringify(reply) : presentSync(reply, createStyle(process.stdout));
    process.stdout.write(`${text}\n`);
  } finally {
    client.destroy();
  }
});

/** An ARN names its region; otherwise the environment does. */
function createClient(functionArn: string): LambdaClient {
  const [, , , region] = functionArn.split(':');
  return new LambdaClient(region ? { region } : {});
}
