import { writeFile } from 'node:fs/promises';
import { systemClock } from '../../lambda/shared/clock.ts';
import { createStyle, PLAIN } from '../local/style.ts';
import { answerAudit } from './answer-audit.ts';
import { checkAuditOptions, readAuditOptions } from './audit-command-line.ts';
import { EXIT, note, runCommand } from './command.ts';
import { UnwritableError } from './errors.ts';
import { reachesLevel } from './fail-on.ts';
import { formatAnswer } from './format-answer.ts';
import { readPeriod } from './period.ts';
import { withSources } from './source.ts';

const options = readAuditOptions(process.argv);
const { account, format, out, failOn } = options;

await runCommand(async () => {
  checkAuditOptions(options);
  const period = readPeriod(options, systemClock.now());
  const answer = await withSources(options, account, (sources) =>
    answerAudit(sources, options, { period, clock: systemClock }),
  );
  if (format !== 'table') note(answer.source);
  await write(
    formatAnswer(answer, format, out === undefined ? createStyle(process.stdout) : PLAIN),
  );
  if (answer.evidence) {
    note(`Wrote ${options.evidence}; SHA-256 of its manifest: ${answer.evidence.manifestSha256}`);
  }
  const { accounts } = answer.audited;
  if (failOn !== undefined && reachesLevel(accounts, failOn)) process.exitCode = EXIT.findings;
});

async function write(text: string): Promise<void> {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  await writeFile(out, text).catch((cause: unknown) => {
    throw new UnwritableError(out, cause);
  });
  note(`Wrote ${out}.`);
}
