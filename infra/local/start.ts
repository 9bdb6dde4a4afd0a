import { Console } from 'node:console';
import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { claimFolder } from './claim-folder.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { describeCheck } from './describe-check.ts';
import { emptyFolders } from './empty-folders.ts';
import { toFailureJson, toReason, toSentence } from './failure.ts';
import { runFleet } from './fleet.ts';
import { fleetFolderOf, storyFolderOf } from './folders.ts';
import { forgetAwsSettings } from './function-environment.ts';
import { runNight } from './night.ts';
import { playStory } from './play-story.ts';
import { presentFleet } from './present-fleet.ts';
import { presentNight, toJson } from './present-night.ts';
import { presentRotation } from './present-rotation.ts';
import { presentStory, storyToJson } from './present-story.ts';
import { startBar, startFleetBar, startSpinner } from './progress.ts';
import { askOnTerminal, reset } from './reset.ts';
import { runRotation } from './rotate.ts';
import { createStyle } from './style.ts';
import { runUpdate } from './update.ts';
import { readRequest } from './update-request.ts';
import { TOKEN_VARIABLE } from './vendor.ts';

const commandLine = readCommandLine(process.argv);
const style = createStyle(process.stdout);
const accessToken = process.env[TOKEN_VARIABLE]?.trim() || undefined;
const agree = async () => 'yes';
const isWatched = Boolean(process.stdout.isTTY && process.stderr.isTTY) && !commandLine.json;
/** npm says so to its scripts. */
const isQuiet = commandLine.json || process.env['npm_config_loglevel'] === 'silent';

// Standard output belongs to the result: what the functions log, or write past the console, goes elsewhere.
const log = commandLine.verbose ? process.stderr : new PassThrough().resume();
const writeResult = process.stdout.write.bind(process.stdout);
globalThis.console = new Console(log);
process.stdout.write = (text: string | Uint8Array) => log.write(text);

// A reader that has seen enough, such as head, is no failure.
process.stdout.once('error', () => process.exit());

// The embedded database throws where nobody can catch it when its folder fails under it.
process.once('uncaughtException', (error) => {
  fail(error);
  process.exit(1);
});

forgetAwsSettings();
await run(commandLine).catch(fail);

async function run(options: CommandLine): Promise<void> {
  const folder = resolve(options.folder);
  if (options.reset) print(await reset(folder, options.yes ? agree : askOnTerminal));
  else if (options.nights !== undefined) await tellStory(options.nights, folder);
  else if (options.accounts !== undefined) await checkFleet(options.accounts, folder);
  else if (options.update !== undefined) await changeAccount(folder, options.update);
  else if (options.rotate !== undefined) await rotateToken(folder, options.rotate);
  else await checkAccount(folder);
}

async function checkAccount(folder: string): Promise<void> {
  const spinner = startSpinner(isWatched);
  const night = await runNight({ folder, accessToken, onStep: spinner.step }).finally(spinner.stop);
  if (commandLine.json) print(JSON.stringify(toJson(night)));
  if (night.error) explain(night.error.message);
  else if (!commandLine.json) print(presentNight(night, folder, style));
}

async function changeAccount(folder: string, argument: string): Promise<void> {
  const request = await readRequest(argument);
  const spinner = startSpinner(isWatched);
  const options = { folder, accessToken, onStep: spinner.step, request };
  const { update, checks, explain: toReason } = await runUpdate(options).finally(spinner.stop);
  if ('error' in update) explain(`${update.error.name}: ${toReason(update.error)}`);
  else {
    print(JSON.stringify(update.reply, null, commandLine.json ? undefined : 2));
    if (!update.reply.ok) process.exitCode = 1;
  }
  for (const check of checks) {
    if (isQuiet && 'reply' in check) continue;
    process.stderr.write(`${describeCheck(check, toReason)}\n`);
  }
}

async function rotateToken(folder: string, account: string): Promise<void> {
  const spinner = startSpinner(isWatched);
  const options = { folder, accessToken, onStep: spinner.step, account };
  const rotation = await runRotation(options).finally(spinner.stop);
  if (commandLine.json) print(JSON.stringify(rotation));
  if (rotation.error) explain(`${rotation.error.name}: ${rotation.error.message}`);
  else if (!commandLine.json) print(presentRotation(rotation, style));
}

async function tellStory(nights: number, parent: string): Promise<void> {
  await claimFolder(parent);
  const folder = storyFolderOf(parent);
  await emptyFolders([folder]);
  const bar = startBar(nights, isWatched);
  const story = await playStory({ nights, folder, onNight: bar.advance }).finally(bar.stop);
  print(commandLine.json ? JSON.stringify(storyToJson(story)) : presentStory(story, folder, style));
}

async function checkFleet(count: number, parent: string): Promise<void> {
  await claimFolder(parent);
  const folder = fleetFolderOf(parent);
  const bar = startFleetBar(count, isWatched);
  process.once('SIGINT', () => {
    bar.stop();
    process.stderr.write(
      '\nStopped. What was checked is kept; the same command checks the rest.\n',
    );
    process.exit(130);
  });
  const fleet = await runFleet({ count, folder, onProgress: bar.show }).finally(bar.stop);
  print(commandLine.json ? JSON.stringify(fleet) : presentFleet(fleet, folder, style));
  if (fleet.failed > 0) process.exitCode = 1;
}

/** For what kept a run from being made at all. */
function fail(error: unknown): void {
  if (commandLine.json && commandLine.update === undefined) {
    const isRotation = commandLine.rotate !== undefined;
    const failure = { outcome: 'failed', error: toReason(error) };
    print(JSON.stringify(isRotation ? failure : toFailureJson(error)));
  }
  explain(error);
}

function explain(error: unknown): void {
  const line = commandLine.verbose && error instanceof Error ? error.stack : toSentence(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}

function print(text: string): void {
  writeResult(`${text}\n`);
}
