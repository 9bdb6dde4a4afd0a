import { type Evidence, findFindings, isStale } from '../account/find-findings.ts';
import type { Snapshot } from '../account/snapshot.ts';
import { judgeFindings } from '../account/verdict.ts';
import { findHeaderAsOf, listHeaders, readHeader } from '../store/headers.ts';
import type { StoredHeader, StoredRun } from '../store/items.ts';
import { listRuns } from '../store/runs.ts';
import { readSnapshot } from '../store/snapshots.ts';
import type { Dependencies } from './dependencies.ts';
import { findTwins, type KnownAccounts } from './find-twins.ts';
import type { AuditedAccount, AuditedChange } from './reply.ts';

/** The time asked about and the time since when changes and runs are listed, ISO 8601. */
export interface Period {
  at: string;
  since: string;
}

/**
 * What was true of an account at a time, with what happened since another; null before its first snapshot. Who audits
 * many tells what accounts are known, or all would be read again for each.
 */
export async function auditAccount(
  deps: Dependencies,
  account: string,
  period: Period,
  known?: KnownAccounts,
): Promise<AuditedAccount | null> {
  const runs = await Array.fromAsync(
    listRuns(deps.table, account, { until: period.at, nowMs: deps.clock.now() }),
  );
  const good = runs.find(({ outcome }) => outcome === 'changed' || outcome === 'unchanged');
  const header = await findHeader(deps, account, period.at, good);
  if (header === null && runs.length === 0) return null;
  const snapshot = header && (await readSnapshot(deps.table, account, header));
  const first = await readHeader(deps.table, account, 1);
  const evidence: Evidence = {
    atMs: Date.parse(period.at),
    snapshot,
    checkedAt: good?.checkStartedAt ?? null,
    // A deferred run has checked nothing, so what failed before is still failing.
    lastRun: runs.find(({ outcome }) => outcome !== 'deferred') ?? null,
    connectedAt: first?.checkStartedAt ?? null,
    twins: header
      ? await findTwins(deps, { account, accountId: header.accountId, at: period.at }, known)
      : [],
  };
  const findings = findFindings(evidence, deps.limits);
  return {
    account,
    accountId: header?.accountId ?? null,
    organization: snapshot?.body.content.summary.organization_name ?? null,
    ...judgeFindings(findings),
    checkedAt: evidence.checkedAt,
    stale: isStale(evidence, deps.limits),
    snapshot: header?.number ?? null,
    summary: snapshot?.body.content.summary ?? null,
    physicalAddress: snapshot?.body.content.physicalAddress ?? null,
    senders: snapshot ? toSenders(snapshot) : [],
    findings,
    changes: header ? await listChanges(deps, account, header, period) : [],
    runs: runs.filter(({ checkStartedAt }) => checkStartedAt >= period.since).map(toPublicRun),
  };
}

/** The newest good run names the snapshot that was true; past the life of runs the snapshots alone tell. */
function findHeader(
  { table }: Dependencies,
  account: string,
  at: string,
  good: StoredRun | undefined,
): Promise<StoredHeader | null> {
  return good?.snapshot == null
    ? findHeaderAsOf(table, account, at)
    : readHeader(table, account, good.snapshot);
}

function toSenders({ body }: Snapshot): AuditedAccount['senders'] {
  return body.content.senders.flatMap((sender) => {
    const track = body.tracks.get(sender.email_id);
    return track ? [{ ...sender, ...track }] : [];
  });
}

/** Newest first, from the snapshot that was true at the time back to the beginning of the period. */
async function listChanges(
  { table }: Dependencies,
  account: string,
  newest: StoredHeader,
  { since }: Period,
): Promise<AuditedChange[]> {
  const changes: AuditedChange[] = [];
  for await (const header of listHeaders(table, account)) {
    if (header.number > newest.number) continue;
    if (header.checkStartedAt < since) break;
    const { body } = await readSnapshot(table, account, header);
    const seen = { snapshot: header.number, checkedAt: header.checkStartedAt };
    for (const change of body.changes) changes.push({ ...change, ...seen });
  }
  return changes;
}

function toPublicRun({ expiresAt: _, ...run }: StoredRun): AuditedAccount['runs'][number] {
  return run;
}
