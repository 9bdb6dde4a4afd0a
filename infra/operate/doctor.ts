import { createConstantContact } from '../../lambda/constant-contact/client.ts';
import { createPace } from '../../lambda/constant-contact/pace.ts';
import { systemClock as clock } from '../../lambda/shared/clock.ts';
import { DEFAULT_ACCOUNT, ENV, SYNC_SPACING_MS } from '../../lambda/shared/contract.ts';
import { readApiUrl, readAuthUrl } from '../../lambda/shared/environment.ts';
import { createStyle } from '../local/style.ts';
import { checkAlias } from './audit-command-line.ts';
import { runCommand } from './command.ts';
import { readDoctorOptions } from './doctor/command-line.ts';
import { examine } from './doctor/examine.ts';
import { toExitCode } from './doctor/finding.ts';
import type { StackNames } from './doctor/look-at-stack.ts';
import { presentDoctor } from './doctor/present-doctor.ts';
import { RefusedError } from './errors.ts';
import { readParameter } from './parameters.ts';
import { isLocal, STORY_ACCOUNT, withSources } from './source.ts';

/** Accounts that npm start keeps for its own sandbox, which runs no longer than itself. */
const SANDBOXED: readonly string[] = [DEFAULT_ACCOUNT, STORY_ACCOUNT];

const options = readDoctorOptions(process.argv);
const { account, json, testAlarm = false } = options;

await runCommand(async () => {
  if (account !== undefined) checkAlias(account);
  const here = isLocal(options, process.env);
  if (here && testAlarm) throw new RefusedError('Alarms are on AWS: add --aws.');
  const apiUrl = readApiUrl(process.env);
  const pace = createPace({ spacingMs: SYNC_SPACING_MS, clock });
  const deps = {
    constantContact: createConstantContact({ apiUrl, pace, clock, random: Math.random }),
    clock,
    hosts: [`${apiUrl}/account/user/privileges`, `${readAuthUrl(process.env)}/authorize`],
    stack: here ? undefined : await readStackNames(),
    hasVendor: (alias: string) =>
      !here || Boolean(process.env[ENV.apiUrl]) || !SANDBOXED.includes(alias),
  };
  const findings = await withSources(options, account, (sources) =>
    examine({ ...deps, sources }, { account, testAlarm }),
  );
  const text = json
    ? JSON.stringify({ schemaVersion: 1, findings })
    : presentDoctor(findings, createStyle(process.stdout));
  process.stdout.write(`${text}\n`);
  process.exitCode = toExitCode(findings);
});

async function readStackNames(): Promise<StackNames> {
  const read = (key: Parameters<typeof readParameter>[0]) => readParameter(key, '--local');
  const names = ['scheduleNames', 'alarmTopicArn', 'deadLetterQueueUrl'] as const;
  const [schedules = '', topicArn = '', queueUrl = ''] = await Promise.all(names.map(read));
  return { scheduleNames: schedules.split(','), topicArn, queueUrl };
}
