import { createTestClient } from './test-client.ts';

/** As many accounts as a pass overlaps. */
const ACCOUNTS = 6;

/**
 * `node read-worst-replies.ts <address>…`: reads the account behind each address six times at once. Prints the names of
 * the errors, `read` for none, and the most memory that the process ever had.
 */
const outcomes: string[] = [];
// A wait that a busy machine makes long is no failure here.
const policy = { attemptMs: 100_000, callMs: 100_000 };
for (const apiUrl of process.argv.slice(2)) {
  const { client } = createTestClient({ apiUrl, policy });
  const readings = Array.from({ length: ACCOUNTS }, async () => {
    const [senders] = await Promise.all([client.getSenders(), client.getSummary()]);
    return senders;
  });
  const settled = await Promise.allSettled(readings);
  const names = settled.map((one) => (one.status === 'fulfilled' ? 'read' : one.reason.name));
  outcomes.push([...new Set(names)].join());
}
const peakMegabytes = Math.round((process.resourceUsage().maxRSS * 1_024) / 1e6);
process.stdout.write(JSON.stringify({ outcomes, peakMegabytes }));
